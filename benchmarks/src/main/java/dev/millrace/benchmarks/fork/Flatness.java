package dev.millrace.benchmarks.fork;

/**
 * Decides when a warm-up is over: three stretches of a given length or more, one after the other, whose mean passes
 * differ by at most 5 %; or the longest time that may be spent.
 */
public final class Flatness {
    private static final double TOLERANCE = 1.05;

    private final long minNanos;
    private final long maxNanos;
    private final long stretchMinNanos;
    private final double[] means = new double[3];
    private int stretches;
    private long totalNanos;
    private long stretchNanos;
    private int stretchPasses;
    private boolean flat;

    public Flatness(Effort effort) {
        minNanos = effort.warmUpMin().toNanos();
        maxNanos = effort.warmUpMax().toNanos();
        stretchMinNanos = effort.stretch().toNanos();
    }

    /** Adds a pass; true once the warm-up is over. */
    public boolean add(long nanos) {
        totalNanos += nanos;
        stretchNanos += nanos;
        stretchPasses++;
        if (stretchNanos >= stretchMinNanos) {
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
