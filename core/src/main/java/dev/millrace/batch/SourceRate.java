package dev.millrace.batch;

/**
 * A source's records per second: what has not been taken is saved up for an interval, or for one record where that takes
 * longer, and what a source gave too much is waited for. So a pause is not made good for at once. Pure: time is an argument.
 */
final class SourceRate {
    private final double recordsPerNano;
    private double saved;
    private long lastNanos;
    private boolean begun;

    SourceRate(double recordsPerSecond) {
        this.recordsPerNano = recordsPerSecond / 1e9;
    }

    /** What it may give now; 0 if nothing yet. */
    long recordsMax(long nowNanos, long intervalNanos) {
        double cap = Math.max(1, recordsPerNano * (double) intervalNanos);
        double passed = begun ? (double) Math.max(0, nowNanos - lastNanos) : (double) intervalNanos;
        saved = Math.min(cap, saved + passed * recordsPerNano);
        lastNanos = nowNanos;
        begun = true;
        return (long) Math.max(0, saved);
    }

    void taken(long records) {
        saved -= (double) records;
    }
}
