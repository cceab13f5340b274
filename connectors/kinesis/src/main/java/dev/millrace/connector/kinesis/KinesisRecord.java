package dev.millrace.connector.kinesis;

import java.io.Serializable;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A user's record with everything that is known of it. Records that a producer had aggregated (the KPL's format) come
 * one by one: they share a sequence number and differ in {@code subSequenceNumber}, which is 0 for a plain record.
 *
 * @param partitionKey the record's own key, not that of the aggregate it came in
 * @param explicitHashKey known of aggregated records alone; Kinesis doesn't hand it back
 * @param encryptionType {@code NONE} or {@code KMS}
 * @param data not copied: whoever changes it changes it for everybody
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody, and a copy per record would cost
public record KinesisRecord(
        String shardId,
        String sequenceNumber,
        long subSequenceNumber,
        String partitionKey,
        @Nullable String explicitHashKey,
        Instant approximateArrivalTime,
        String encryptionType,
        byte[] data)
        implements Serializable {
    @Override
    public String toString() {
        return "record " + sequenceNumber + "/" + subSequenceNumber + " of " + shardId + ", " + data.length + " bytes";
    }
}
