package dev.millrace.batch;

import dev.millrace.BackPressure;
import java.time.Duration;

/** How many records a batch may take, decided from the batches before it. Pure: durations are arguments. */
interface RateLimit {
    /** What the next batch may take of all sources together. */
    long recordsMax();

    /** Notes a batch that took records. */
    void batchDone(Batch batch);

    /**
     * What a batch tells of the speed.
     *
     * @param schedulingNanos how long after its time it began
     * @param endNanos when it ended, by a clock that doesn't go back
     */
    record Batch(long records, long processingNanos, long schedulingNanos, long endNanos) {}

    static RateLimit of(RateSettings settings, Duration interval) {
        BackPressure kind = settings.backPressure();
        if (kind instanceof BackPressure.ByCost byCost) {
            return new CostRateLimit(interval.toNanos(), settings, byCost.minRate());
        } else if (kind instanceof BackPressure.Pid pid) {
            return new PidRateLimit(interval.toNanos(), settings, pid);
        }
        return new NoRateLimit(settings.recordsPerBatchMax());
    }

    /** The same for each batch. */
    record NoRateLimit(long recordsMax) implements RateLimit {
        @Override
        public void batchDone(Batch batch) {}
    }
}
