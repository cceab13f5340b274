package dev.millrace.batch;

import dev.millrace.BackPressure.Pid;

/**
 * Spark's rate estimator for its back-pressure, in nanoseconds: the rate goes down by {@code proportional × error + integral ×
 * piled up + derived × change of error}, where the error is the rate so far less what the last batch was processed at, and
 * piled up is what waited while the batch did, at that speed, per interval. Formula and defaults: class
 * {@code PIDRateEstimator} of Spark Streaming 4.1. Pure.
 */
final class PidRateLimit implements RateLimit {
    private static final double NANOS_PER_SECOND = 1e9;

    private final double intervalNanos;
    private final long recordsMax;
    private final Pid pid;
    private long allowed;
    private boolean measured;
    private double rate;
    private double error;
    private long lastNanos;

    PidRateLimit(long intervalNanos, RateSettings settings, Pid pid) {
        this.intervalNanos = (double) intervalNanos;
        this.recordsMax = settings.recordsPerBatchMax();
        this.pid = pid;
        this.allowed = Math.min(recordsMax, settings.recordsFirstBatchMax());
    }

    @Override
    public long recordsMax() {
        return allowed;
    }

    @Override
    public void batchDone(Batch batch) {
        if (batch.records() <= 0) {
            return;
        }
        double processingRate =
                (double) batch.records() * NANOS_PER_SECOND / (double) Math.max(1, batch.processingNanos());
        if (measured) {
            double newError = rate - processingRate;
            double piledUp = (double) batch.schedulingNanos() * processingRate / intervalNanos;
            double seconds = Math.max(1, (double) (batch.endNanos() - lastNanos)) / NANOS_PER_SECOND;
            double change = (newError - error) / seconds;
            rate -= pid.proportional() * newError + pid.integral() * piledUp + pid.derived() * change;
            rate = Math.max(rate, pid.minRate());
            error = newError;
        } else {
            rate = Math.max(processingRate, pid.minRate());
            measured = true;
        }
        lastNanos = batch.endNanos();
        allowed = (long) Math.max(1, Math.min(rate * intervalNanos / NANOS_PER_SECOND, (double) recordsMax));
    }
}
