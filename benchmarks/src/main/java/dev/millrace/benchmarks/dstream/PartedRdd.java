package dev.millrace.benchmarks.dstream;

import dev.millrace.benchmarks.input.Batch;
import java.util.List;
import org.apache.spark.Dependency;
import org.apache.spark.Partition;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.apache.spark.rdd.RDD;
import scala.collection.Iterator;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag;

/** An RDD of records that its tasks have at hand: a partition for each part of a batch, and nothing that it depends on. */
abstract class PartedRdd<T> extends RDD<T> {
    private static final long serialVersionUID = 1;

    PartedRdd(SparkContext context) {
        super(context, CollectionConverters.asScala(List.<Dependency<?>>of()).toSeq(), ClassTag.apply(Object.class));
    }

    /** The records of a part; called in its task. */
    abstract Iterator<T> records(int part);

    @Override
    public final Partition[] getPartitions() {
        Partition[] partitions = new Partition[Batch.PARTS];
        for (int part = 0; part < Batch.PARTS; part++) {
            partitions[part] = new Part(part);
        }
        return partitions;
    }

    @Override
    public final Iterator<T> compute(Partition partition, TaskContext context) {
        return records(partition.index());
    }

    private record Part(int index) implements Partition {
        private static final long serialVersionUID = 1;
    }
}
