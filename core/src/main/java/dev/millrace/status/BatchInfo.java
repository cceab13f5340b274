package dev.millrace.status;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A batch that has ended.
 *
 * @param batch its number; a batch without records that wrote nothing shares the number of the next one that does
 * @param time the batch time, a multiple of the interval
 * @param submittedAt when its sources were asked
 * @param startedAt when they had given what it reads
 * @param recordsBySource how many records each source gave, sources without any left out; -1 where the source can't tell
 * @param badRecordsBySource records that a source's decoder threw at and that were left out
 * @param outputs what its outputs did, in their order; nothing of batches without records
 * @param pendingBatches how many batches waited when it began, where late ones aren't merged
 * @param schedulingDelay from the batch time to its beginning
 * @param processingTime from its beginning to its end
 * @param inDoubt whether it ran again after a crash, on its sealed ranges
 */
public record BatchInfo(
        long batch,
        Instant time,
        Instant submittedAt,
        Instant startedAt,
        Map<String, Long> recordsBySource,
        Map<String, Long> badRecordsBySource,
        List<OutputInfo> outputs,
        long pendingBatches,
        Duration schedulingDelay,
        Duration processingTime,
        boolean inDoubt) {
    public BatchInfo {
        recordsBySource = Map.copyOf(recordsBySource);
        outputs = List.copyOf(outputs);
        badRecordsBySource = Map.copyOf(badRecordsBySource);
    }

    /** When it was done and visible. */
    public Instant endedAt() {
        return submittedAt.plus(processingTime);
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
