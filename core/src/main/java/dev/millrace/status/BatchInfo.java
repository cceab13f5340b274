package dev.millrace.status;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * A batch that has ended.
 *
 * @param batch its number; a batch without records that wrote nothing shares the number of the next one that does
 * @param time the batch time, a multiple of the interval
 * @param recordsBySource how many records each source gave, sources without any left out; -1 where the source can't tell
 * @param badRecordsBySource records that a source's decoder threw at and that were left out
 * @param schedulingDelay from the batch time to its beginning
 * @param processingTime from its beginning to its end
 * @param inDoubt whether it ran again after a crash, on its sealed ranges
 */
public record BatchInfo(
        long batch,
        Instant time,
        Map<String, Long> recordsBySource,
        Map<String, Long> badRecordsBySource,
        Duration schedulingDelay,
        Duration processingTime,
        boolean inDoubt) {
    public BatchInfo {
        recordsBySource = Map.copyOf(recordsBySource);
        badRecordsBySource = Map.copyOf(badRecordsBySource);
    }

    /** From the batch time to the end of the batch. */
    public Duration totalDelay() {
        return schedulingDelay.plus(processingTime);
    }

    /** Records of all sources that can tell. */
    public long records() {
        long sum = 0;
        for (long records : recordsBySource.values()) {
            sum += Math.max(0, records);
        }
        return sum;
    }
}
