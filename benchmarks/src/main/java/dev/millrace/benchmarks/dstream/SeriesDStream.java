package dev.millrace.benchmarks.dstream;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.IntFunction;
import org.apache.spark.rdd.RDD;
import org.apache.spark.streaming.StreamingContext;
import org.apache.spark.streaming.Time;
import org.apache.spark.streaming.dstream.InputDStream;
import org.jspecify.annotations.Nullable;
import scala.Option;
import scala.reflect.ClassTag;

/** Gives one batch after the other, so many. */
@SuppressWarnings("deprecation") // Spark has deprecated what is compared here
final class SeriesDStream<T> extends InputDStream<T> {
    private static final long serialVersionUID = 1;

    private final transient IntFunction<RDD<T>> batches;
    private final transient Queue<Long> ticks = new ConcurrentLinkedQueue<>();
    private final int count;
    private int given;

    /** {@code batches} gives the batch with a number, from 0. */
    SeriesDStream(StreamingContext context, int count, IntFunction<RDD<T>> batches) {
        super(context, ClassTag.apply(Object.class));
        this.batches = batches;
        this.count = count;
    }

    /** When the oldest batch was given that nobody asked for; null if there is none. */
    @Nullable
    Long given() {
        return ticks.poll();
    }

    @Override
    public void start() {}

    @Override
    public void stop() {}

    @Override
    public Option<RDD<T>> compute(Time time) {
        ticks.add(System.nanoTime());
        return given < count ? Option.apply(batches.apply(given++)) : Option.empty();
    }
}
