package dev.millrace.benchmarks.dstream;

import dev.millrace.benchmarks.input.Batch;
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
    private static volatile Batch<?> shared = new Batch<>(java.util.List.<Object[]>of());

    private MemoryRdd(SparkContext context) {
        super(context, noDependencies(), ClassTag.apply(Object.class));
    }

    /** One batch per process. */
    static <T> RDD<T> of(SparkContext context, Batch<T> batch) {
        shared = batch;
        return new MemoryRdd<>(context);
    }

    private static Seq<Dependency<?>> noDependencies() {
        return CollectionConverters.asScala(java.util.List.<Dependency<?>>of()).toSeq();
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
        return new ArrayIterator<>((T[]) shared.parts().get(partition.index()));
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
