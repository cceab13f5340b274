package dev.millrace.benchmarks.dstream;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import org.apache.spark.rdd.RDD;
import org.apache.spark.streaming.StreamingContext;
import org.apache.spark.streaming.Time;
import org.apache.spark.streaming.dstream.InputDStream;
import scala.Option;
import scala.reflect.ClassTag;

/**
 * Gives the same batch again and again, with two batches waiting at most: enough that the next one begins as soon as one
 * is done, and no backlog that would take memory from the one that is measured.
 */
@SuppressWarnings("deprecation") // Spark has deprecated what is compared here
final class MemoryDStream<T> extends InputDStream<T> {
    private static final long serialVersionUID = 1;
    private static final int WAITING = 2;

    private final transient RDD<T> batch;
    private final transient Semaphore room = new Semaphore(WAITING);
    private final transient BlockingQueue<Long> given = new LinkedBlockingQueue<>();

    MemoryDStream(StreamingContext context, RDD<T> batch) {
        super(context, ClassTag.apply(Object.class));
        this.batch = batch;
    }

    @Override
    public void start() {}

    @Override
    public void stop() {}

    @Override
    public Option<RDD<T>> compute(Time time) {
        if (!room.tryAcquire()) {
            return Option.empty();
        }
        given.add(System.nanoTime());
        return Option.apply(batch);
    }

    /** When the oldest batch that isn't done was given. */
    long done() {
        Long nanos = given.remove();
        room.release();
        return nanos;
    }
}
