package dev.millrace.benchmarks.kafka;

import dev.millrace.benchmarks.fork.Metric;
import dev.millrace.benchmarks.fork.Usage;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The last 60 % of a long run over one topic, which are measured; what comes before warms up. Any thread says what it has
 * counted.
 */
public final class Stretch {
    private static final double WARM_UP = 0.4;
    /** Speeds of its two halves that differ by less are taken for the same. */
    private static final double FLAT = 0.1;

    private final long records;
    private final long begin;
    private final long half;
    private final ReentrantLock lock = new ReentrantLock();
    private final CountDownLatch ended = new CountDownLatch(1);

    // under the lock
    private long counted;
    private @Nullable Mark first;
    private @Nullable Mark middle;
    private @Nullable Mark last;

    private record Mark(long counted, long nanos, Usage usage) {}

    public Stretch(long records) {
        this.records = records;
        this.begin = (long) ((double) records * WARM_UP);
        this.half = begin + (records - begin) / 2;
    }

    /** So many more records have been counted. */
    public void counted(long more) {
        lock.lock();
        try {
            counted += more;
            if (first == null && counted >= begin) {
                first = mark();
            } else if (middle == null && counted >= half) {
                middle = mark();
            }
            if (last == null && counted >= records) {
                last = mark();
                ended.countDown();
            }
        } finally {
            lock.unlock();
        }
    }

    private Mark mark() {
        return new Mark(counted, System.nanoTime(), Usage.now());
    }

    /** Returns when all has been counted. */
    public void awaitEnd() throws InterruptedException {
        ended.await();
    }

    boolean isFlat() {
        Mark from = first;
        Mark between = middle;
        Mark until = last;
        return from != null
                && between != null
                && until != null
                && Math.abs(speed(from, between) / speed(between, until) - 1) < FLAT;
    }

    private static double speed(Mark from, Mark until) {
        return (double) (until.counted() - from.counted()) / (until.nanos() - from.nanos());
    }

    Map<Metric, Double> metrics() {
        Mark from = first;
        Mark until = last;
        if (from == null || until == null) {
            throw new IllegalStateException("the stretch has not ended");
        }
        double measured = until.counted() - from.counted();
        Map<Metric, Double> metrics = new EnumMap<>(Metric.class);
        metrics.put(Metric.NANOS_PER_RECORD, (until.nanos() - from.nanos()) / measured);
        metrics.put(Metric.CPU_NANOS_PER_RECORD, until.usage().cpuNanosSince(from.usage()) / measured);
        metrics.put(Metric.BYTES_PER_RECORD, until.usage().allocatedBytesSince(from.usage()) / measured);
        metrics.put(Metric.RESIDENT_BYTES, (double) Usage.peakResidentBytes());
        return metrics;
    }
}
