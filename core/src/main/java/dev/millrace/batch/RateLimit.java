package dev.millrace.batch;

/**
 * How many records a batch may take: as many as were lately processed in an interval, at most twice as many as the batch
 * before took, and few in the first one, so that a backlog is not swallowed whole. Pure: durations are arguments.
 */
final class RateLimit {
    /** Never less than this, as in Spark: 100 records/s. */
    private static final double RECORDS_PER_NANO_MIN = 100 / 1e9;

    private static final double NEWEST_WEIGHT = 0.3;
    private static final double INTERVAL_SHARE = 0.9;

    private final long intervalNanos;
    private final long recordsMax;
    private final long recordsFirst;
    private double recordsPerNano;
    private long allowed;

    RateLimit(long intervalNanos, long recordsMax, long recordsFirst) {
        this.intervalNanos = intervalNanos;
        this.recordsMax = recordsMax;
        this.recordsFirst = Math.min(recordsMax, recordsFirst);
        this.allowed = this.recordsFirst;
    }

    /** What the next batch may take of all sources together. */
    long recordsMax() {
        return allowed;
    }

    /** Notes a batch that took records. */
    void batchDone(long records, long processingNanos) {
        double rate = records / (double) Math.max(1, processingNanos);
        recordsPerNano = recordsPerNano == 0 ? rate : NEWEST_WEIGHT * rate + (1 - NEWEST_WEIGHT) * recordsPerNano;
        // A batch below its allowance says little of what could be done: the fixed part of its time weighs too much.
        boolean full = records * 2 >= allowed;
        double byRate = Math.max(recordsPerNano, RECORDS_PER_NANO_MIN) * (double) intervalNanos * INTERVAL_SHARE;
        if (full) {
            double grown = processingNanos < intervalNanos ? 2.0 * (double) allowed : byRate;
            allowed = bounded(Math.min(byRate, grown));
        } else if (processingNanos > intervalNanos) {
            allowed = bounded(byRate);
        }
    }

    private long bounded(double records) {
        return Math.max(1, (long) Math.min(records, (double) recordsMax));
    }
}
