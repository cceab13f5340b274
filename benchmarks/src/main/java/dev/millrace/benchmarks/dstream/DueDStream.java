package dev.millrace.benchmarks.dstream;

import dev.millrace.benchmarks.fork.OpenLoop;
import dev.millrace.benchmarks.input.Batch;
import org.apache.spark.rdd.RDD;
import org.apache.spark.streaming.StreamingContext;
import org.apache.spark.streaming.Time;
import org.apache.spark.streaming.dstream.InputDStream;
import scala.Option;
import scala.reflect.ClassTag;

/** Gives each batch what is due of an {@link OpenLoop} by then. */
@SuppressWarnings("deprecation") // Spark has deprecated what is compared here
final class DueDStream extends InputDStream<Long> {
    private static final long serialVersionUID = 1;

    private long[] given = new long[Batch.PARTS];

    DueDStream(StreamingContext context) {
        super(context, ClassTag.apply(Object.class));
    }

    @Override
    public void start() {}

    @Override
    public void stop() {}

    @Override
    public Option<RDD<Long>> compute(Time time) {
        long[] due = new long[Batch.PARTS];
        for (int part = 0; part < Batch.PARTS; part++) {
            due[part] = OpenLoop.current().due(part);
        }
        RDD<Long> batch = new DueRdd(context().sparkContext(), given, due);
        given = due;
        return Option.apply(batch);
    }
}
