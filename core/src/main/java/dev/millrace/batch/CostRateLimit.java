package dev.millrace.batch;

/**
 * How many records a batch may take: as many as an interval has time for, at most twice as many as the batch before took,
 * and few in the first one, so that a backlog is not swallowed whole. What a batch costs before its first record (syncs,
 * say) is told from what a record costs, by the batches' different sizes: where that alone takes most of an interval, fewer
 * records wouldn't help, and a batch may take as long again for its records. Pure: durations are arguments.
 */
final class CostRateLimit implements RateLimit {
    private static final double DECAY = 0.8;
    private static final double INTERVAL_SHARE = 0.9;
    /** Sizes must differ by this part of their mean before they tell anything. */
    private static final double SPREAD_MIN = 0.1;

    private static final double FIXED_SHARE_MAX = 0.95;

    private final long intervalNanos;
    private final long recordsMax;
    private final double recordsPerNanoMin;
    private final Averages averages = new Averages();
    private double fixedNanos;
    private long allowed;

    /** Of the last batches, newer ones counting more. */
    private static final class Averages {
        private double weight;
        private double records;
        private double nanos;
        private double recordsSquared;
        private double recordsByNanos;

        void add(double batchRecords, double batchNanos) {
            weight = weight * DECAY + 1;
            records += (batchRecords - records) / weight;
            nanos += (batchNanos - nanos) / weight;
            recordsSquared += (batchRecords * batchRecords - recordsSquared) / weight;
            recordsByNanos += (batchRecords * batchNanos - recordsByNanos) / weight;
        }

        boolean tellSizesApart() {
            double variance = recordsSquared - records * records;
            return variance > SPREAD_MIN * SPREAD_MIN * records * records;
        }

        /** What a batch without records would take, by a straight line through the batches. */
        double fixedNanos() {
            double slope = (recordsByNanos - records * nanos) / (recordsSquared - records * records);
            return nanos - slope * records;
        }
    }

    CostRateLimit(long intervalNanos, RateSettings settings, double minRate) {
        this.intervalNanos = intervalNanos;
        this.recordsMax = settings.recordsPerBatchMax();
        this.recordsPerNanoMin = minRate / 1e9;
        this.allowed = Math.min(recordsMax, settings.recordsFirstBatchMax());
    }

    @Override
    public long recordsMax() {
        return allowed;
    }

    @Override
    public void batchDone(Batch batch) {
        long records = batch.records();
        long processingNanos = batch.processingNanos();
        averages.add((double) records, (double) Math.max(1, processingNanos));
        if (averages.tellSizesApart()) {
            fixedNanos = averages.fixedNanos();
        }
        fixedNanos = Math.max(0, Math.min(fixedNanos, FIXED_SHARE_MAX * averages.nanos));
        // A batch below its allowance says little of what could be done.
        boolean full = records * 2 >= allowed;
        if (full || processingNanos > intervalNanos) {
            allowed = (long) Math.max(1, Math.min(byTime(), Math.min(2.0 * (double) allowed, (double) recordsMax)));
        }
    }

    private double byTime() {
        double interval = (double) intervalNanos;
        double time = Math.max(INTERVAL_SHARE * interval, 2 * fixedNanos);
        double perRecord = (averages.nanos - fixedNanos) / Math.max(1, averages.records);
        return Math.max((time - fixedNanos) / perRecord, recordsPerNanoMin * interval);
    }
}
