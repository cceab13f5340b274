package dev.millrace.benchmarks.fork;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The series of a fork whose batches are empty: a contestant reports every batch; the CPU time of those after the
 * warm-up makes the figure. One thread reports.
 */
public final class Ticks {
    /** At one batch a millisecond it takes as long until the code of a batch is compiled. */
    private static final Duration WARM_UP_MIN = Duration.ofSeconds(15);

    private final long warmUpNanos;
    private final long measuredNanos;
    private final LongSupplier bytesOnDisk;
    private final long begin = System.nanoTime();
    private @Nullable Usage from;
    private long fromNanos;
    private long fromBytes;
    private long batches;

    /** @param bytesOnDisk what the batches might have written by now */
    public Ticks(Effort effort, LongSupplier bytesOnDisk) {
        boolean shows = effort.warmUpMax().isZero();
        this.warmUpNanos =
                shows ? 0 : Math.max(WARM_UP_MIN.toNanos(), effort.warmUpMax().toNanos());
        this.measuredNanos = effort.measured().multipliedBy(2).toNanos();
        this.bytesOnDisk = bytesOnDisk;
    }

    /** A batch has ended. Gives the result with the last batch that is wanted. */
    public @Nullable ForkResult completed() {
        long now = System.nanoTime();
        if (from == null) {
            if (now - begin >= warmUpNanos) {
                fromBytes = bytesOnDisk.getAsLong();
                from = Usage.now();
                fromNanos = now;
            }
            return null;
        }
        batches++;
        return now - fromNanos >= measuredNanos ? result(from, now - fromNanos) : null;
    }

    private ForkResult result(Usage start, long nanos) {
        double cpuNanos = Usage.now().cpuNanosSince(start);
        Map<Metric, Double> metrics = new EnumMap<>(Metric.class);
        metrics.put(Metric.CPU_MICROS_PER_BATCH, cpuNanos / batches / 1e3);
        metrics.put(Metric.CORE_PERCENT, 100 * cpuNanos / nanos);
        metrics.put(Metric.MICROS_BETWEEN_BATCHES, nanos / 1e3 / batches);
        metrics.put(Metric.BYTES_WRITTEN, (double) (bytesOnDisk.getAsLong() - fromBytes));
        metrics.put(Metric.RESIDENT_BYTES, (double) Usage.peakResidentBytes());
        return new ForkResult("empty", true, metrics);
    }
}
