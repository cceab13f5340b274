package dev.millrace.benchmarks.fork;

import dev.millrace.benchmarks.input.Digest;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The series of row 14's burst. First one pass after the other, as fast as they go: that is the contestant's maximum. Then
 * passes come at 70 % of it, and then ten times as often for some seconds, and then none. What counts is how long the passes
 * of the burst take from its begin until the last one is over. One thread at a time reports; any thread may ask what is due.
 */
public final class Burst implements Series {
    private static final double LOAD = 0.7;
    private static final int TIMES = 10;

    /** So much of the time of the burst passes come at that load before. */
    private static final double SHARE_LOADED = 0.4;

    private final Passes maximum;
    private final int recordsPerPass;
    private final Duration burst;
    private volatile @Nullable Schedule schedule;
    private @Nullable ForkResult atMaximum;
    private long completed;
    private long ended;

    public Burst(int recordsPerPass, Effort effort) {
        this.recordsPerPass = recordsPerPass;
        this.maximum = new Passes(recordsPerPass, effort);
        this.burst = Duration.ofMillis(
                effort.measured().toMillis() * 5 / Effort.FULL.measured().toSeconds());
    }

    /** When passes come once the maximum is known: from {@code first} on so many at 70 %, then so many ten times as often. */
    private record Schedule(long startNanos, long first, double nanosBetween, long loaded, long bursting) {
        long dueNanos(long pass) {
            double until = Math.min(pass - first, loaded) + Math.max(0, pass - first - loaded) / (double) TIMES;
            return startNanos + (long) (until * nanosBetween);
        }

        long beginOfBurst() {
            return dueNanos(first + loaded);
        }

        long end() {
            return first + loaded + bursting;
        }
    }

    @Override
    public long nanosUntilDue(long pass) {
        Schedule known = schedule;
        if (known == null || pass < known.first()) {
            return 0;
        }
        return pass < known.end() ? known.dueNanos(pass) - System.nanoTime() : Long.MAX_VALUE;
    }

    @Override
    public boolean completed(long nanos, Digest result) {
        completed++;
        Schedule known = schedule;
        if (known == null) {
            if (!maximum.completed(nanos, result)) {
                ForkResult found = maximum.result();
                atMaximum = found;
                schedule = scheduleFor(found);
            }
            return true;
        }
        maximum.requireSame(result.hash());
        ended = System.nanoTime();
        return completed < known.end();
    }

    private Schedule scheduleFor(ForkResult found) {
        double nanosPerPass = found.metrics().getOrDefault(Metric.NANOS_PER_RECORD, 0.0) * recordsPerPass;
        double between = nanosPerPass / LOAD;
        // What may have begun already comes as it comes.
        return new Schedule(
                System.nanoTime(),
                completed + 2,
                between,
                1 + (long) (SHARE_LOADED * burst.toNanos() / between),
                1 + (long) (TIMES * burst.toNanos() / between));
    }

    @Override
    public ForkResult result() {
        Schedule known = schedule;
        ForkResult found = atMaximum;
        if (known == null || found == null) {
            throw new IllegalStateException("the series has not ended");
        }
        Map<Metric, Double> metrics = new EnumMap<>(Metric.class);
        metrics.putAll(found.metrics());
        double records = (double) known.bursting() * recordsPerPass;
        metrics.put(Metric.BURST_NANOS_PER_RECORD, (ended - known.beginOfBurst()) / records);
        metrics.put(Metric.MILLIS_AFTER_BURST, (ended - known.dueNanos(known.end())) / 1e6);
        return new ForkResult(found.hash(), found.flat(), metrics);
    }
}
