package dev.millrace.benchmarks.fork;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The series of a fork whose batches are empty: a contestant reports every batch; the CPU time of those after the
 * warm-up makes the figure. It goes by windows from the first batch on: code that runs for the first time when the
 * measurement begins would have what the compiler assumed thrown away in the middle of it. One thread reports.
 */
public final class Ticks {
    /** At one batch a millisecond it takes as long until the code of a batch is compiled. */
    private static final Duration WARM_UP_MIN = Duration.ofSeconds(15);

    private static final long WINDOW_NANOS = Duration.ofSeconds(1).toNanos();

    private final long warmUpNanos;
    private final long measuredNanos;
    private final LongSupplier bytesOnDisk;
    private final long begin = System.nanoTime();
    private long windowEnd = begin;
    private long batches;
    private @Nullable Mark from;

    /** How far things were at the end of a window. */
    private record Mark(long nanoTime, long batches, long bytes, Usage usage) {}

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
        batches++;
        long now = System.nanoTime();
        return now < windowEnd ? null : windowEnded(now);
    }

    private @Nullable ForkResult windowEnded(long now) {
        windowEnd = now + WINDOW_NANOS;
        Mark start = from;
        if (start == null || start.nanoTime() - begin < warmUpNanos) {
            from = mark(now);
            return null;
        }
        return now - start.nanoTime() >= measuredNanos ? result(start, mark(now)) : null;
    }

    private Mark mark(long now) {
        return new Mark(now, batches, bytesOnDisk.getAsLong(), Usage.now());
    }

    private static ForkResult result(Mark from, Mark until) {
        double cpuNanos = until.usage().cpuNanosSince(from.usage());
        double nanos = until.nanoTime() - from.nanoTime();
        double count = until.batches() - from.batches();
        Map<Metric, Double> metrics = new EnumMap<>(Metric.class);
        metrics.put(Metric.CPU_MICROS_PER_BATCH, cpuNanos / count / 1e3);
        metrics.put(Metric.CORE_PERCENT, 100 * cpuNanos / nanos);
        metrics.put(Metric.MICROS_BETWEEN_BATCHES, nanos / 1e3 / count);
        metrics.put(Metric.BYTES_WRITTEN, (double) (until.bytes() - from.bytes()));
        metrics.put(Metric.RESIDENT_BYTES, (double) Usage.peakResidentBytes());
        return new ForkResult("empty", true, metrics);
    }
}
