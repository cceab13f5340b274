package dev.millrace.benchmarks.fork;

import java.time.Duration;

/**
 * Decides when a warm-up is over: three stretches of half a second or more, one after the other, whose mean passes
 * differ by at most 5 %; or the longest time that may be spent.
 */
public final class Flatness {
    private static final long STRETCH_NANOS = Duration.ofMillis(500).toNanos();
    private static final double TOLERANCE = 1.05;

    private final long minNanos;
    private final long maxNanos;
    private final double[] means = new double[3];
    private int stretches;
    private long totalNanos;
    private long stretchNanos;
    private int stretchPasses;
    private boolean flat;

    public Flatness(Duration min, Duration max) {
        minNanos = min.toNanos();
        maxNanos = max.toNanos();
    }

    /** Adds a pass; true once the warm-up is over. */
    public boolean add(long nanos) {
        totalNanos += nanos;
        stretchNanos += nanos;
        stretchPasses++;
        if (stretchNanos >= STRETCH_NANOS) {
            means[stretches++ % means.length] = (double) stretchNanos / stretchPasses;
            stretchNanos = 0;
            stretchPasses = 0;
            flat = stretches >= means.length && areClose();
        }
        return (flat && totalNanos >= minNanos) || totalNanos >= maxNanos;
    }

    public boolean isFlat() {
        return flat;
    }

    private boolean areClose() {
        double least = Math.min(means[0], Math.min(means[1], means[2]));
        double most = Math.max(means[0], Math.max(means[1], means[2]));
        return most <= least * TOLERANCE;
    }
}
