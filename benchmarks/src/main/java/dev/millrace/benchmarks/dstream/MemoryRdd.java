package dev.millrace.benchmarks.dstream;

import dev.millrace.benchmarks.input.Batch;
import dev.millrace.benchmarks.input.Recipe;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.Dependency;
import org.apache.spark.Partition;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.apache.spark.rdd.RDD;
import scala.collection.AbstractIterator;
import scala.collection.Iterator;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag;

/**
 * The batch as an RDD whose tasks walk over the arrays themselves: nothing is serialized, looked up or copied. That is
 * less work than {@code parallelize} or a cached RDD would make of the same records.
 */
final class MemoryRdd<T> extends RDD<T> {
    private static final long serialVersionUID = 1;

    private final Recipe recipe;
    private final int index;

    private MemoryRdd(SparkContext context, Recipe recipe, int index) {
        super(context, noDependencies(), ClassTag.apply(Object.class));
        this.recipe = recipe;
        this.index = index;
    }

    /** The first batch. */
    static <T> RDD<T> first(SparkContext context, Recipe recipe) {
        return new MemoryRdd<>(context, recipe, 0);
    }

    /** An RDD for each batch. */
    static <T> List<RDD<T>> all(SparkContext context, Recipe recipe) {
        List<RDD<T>> rdds = new ArrayList<>();
        for (int i = 0; i < recipe.batches().size(); i++) {
            rdds.add(new MemoryRdd<>(context, recipe, i));
        }
        return rdds;
    }

    private static Seq<Dependency<?>> noDependencies() {
        return CollectionConverters.asScala(List.<Dependency<?>>of()).toSeq();
    }

    @Override
    public Partition[] getPartitions() {
        Partition[] partitions = new Partition[Batch.PARTS];
        for (int part = 0; part < Batch.PARTS; part++) {
            partitions[part] = new Part(part);
        }
        return partitions;
    }

    @Override
    public Iterator<T> compute(Partition partition, TaskContext context) {
        return new ArrayIterator<>(recipe.<T>batches().get(index).parts().get(partition.index()));
    }

    private record Part(int index) implements Partition {
        private static final long serialVersionUID = 1;
    }

    private static final class ArrayIterator<T> extends AbstractIterator<T> {
        private final T[] records;
        private int next;

        ArrayIterator(T[] records) {
            this.records = records;
        }

        @Override
        public boolean hasNext() {
            return next < records.length;
        }

        @Override
        public T next() {
            return records[next++];
        }
    }
}
