package dev.millrace.batch;

import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts the records of one source that its decoder threw at, by partition: a partition that is computed twice counts
 * once. Tasks report, the batch loop takes the sum when the batch is done.
 */
public final class BadRecordLedger {
    private final ConcurrentHashMap<Integer, Long> countByPartition = new ConcurrentHashMap<>();

    public void report(int partition, long badRecords) {
        countByPartition.put(partition, badRecords);
    }

    /** The sum of what was reported since the last call. */
    long take() {
        if (countByPartition.isEmpty()) {
            return 0;
        }
        long sum = 0;
        for (long count : countByPartition.values()) {
            sum += count;
        }
        countByPartition.clear();
        return sum;
    }
}
