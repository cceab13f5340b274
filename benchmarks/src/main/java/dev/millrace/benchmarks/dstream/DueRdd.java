package dev.millrace.benchmarks.dstream;

import dev.millrace.benchmarks.fork.OpenLoop;
import dev.millrace.benchmarks.input.Batch;
import java.util.List;
import org.apache.spark.Dependency;
import org.apache.spark.Partition;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.apache.spark.rdd.RDD;
import scala.collection.AbstractIterator;
import scala.collection.Iterator;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag;

/** The numbers of an {@link OpenLoop} that a batch brings, a partition for each part. */
final class DueRdd extends RDD<Long> {
    private static final long serialVersionUID = 1;

    private final long[] from;
    private final long[] until;

    DueRdd(SparkContext context, long[] from, long[] until) {
        super(context, CollectionConverters.asScala(List.<Dependency<?>>of()).toSeq(), ClassTag.apply(Object.class));
        this.from = from;
        this.until = until;
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
    public Iterator<Long> compute(Partition partition, TaskContext context) {
        int part = partition.index();
        return new Numbers(part, from[part], until[part]);
    }

    private record Part(int index) implements Partition {
        private static final long serialVersionUID = 1;
    }

    private static final class Numbers extends AbstractIterator<Long> {
        private final int part;
        private final long until;
        private long next;

        Numbers(int part, long from, long until) {
            this.part = part;
            this.next = from;
            this.until = until;
        }

        @Override
        public boolean hasNext() {
            return next < until;
        }

        @Override
        public Long next() {
            return OpenLoop.number(part, next++);
        }
    }
}
