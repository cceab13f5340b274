package dev.millrace.benchmarks.dstream;

import dev.millrace.benchmarks.input.Batch;
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

    /** The tasks run in this JVM: they are told where the records are, and don't carry them. */
    private static volatile List<? extends Batch<?>> shared = List.of();

    private final int index;

    private MemoryRdd(SparkContext context, int index) {
        super(context, noDependencies(), ClassTag.apply(Object.class));
        this.index = index;
    }

    /** One batch per process. */
    static <T> RDD<T> of(SparkContext context, Batch<T> batch) {
        return all(context, List.of(batch)).get(0);
    }

    /** An RDD for each; one list per process. */
    static <T> List<RDD<T>> all(SparkContext context, List<Batch<T>> batches) {
        shared = batches;
        List<RDD<T>> rdds = new ArrayList<>();
        for (int i = 0; i < batches.size(); i++) {
            rdds.add(new MemoryRdd<>(context, i));
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
    @SuppressWarnings("unchecked") // the batch that the constructor was given
    public Iterator<T> compute(Partition partition, TaskContext context) {
        return new ArrayIterator<>((T[]) shared.get(index).parts().get(partition.index()));
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
