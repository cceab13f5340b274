package dev.millrace.connector.kinesis;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * A row of the KCL's table: where a shard stands, who reads it, and how often the row was written. Attributes that the KCL
 * knows and this doesn't are left alone. Pure.
 *
 * @param key the row's key: the shard's id, after the stream's identifier where an application reads several streams
 * @param checkpoint null where the row has none yet
 */
record Lease(
        String key,
        @Nullable String owner,
        long counter,
        @Nullable LeaseCheckpoint checkpoint) {
    static final String KEY = "leaseKey";
    static final String OWNER = "leaseOwner";
    static final String COUNTER = "leaseCounter";
    static final String CHECKPOINT = "checkpoint";
    static final String SUB_SEQUENCE_NUMBER = "checkpointSubSequenceNumber";
    static final String ENTITY_TYPE = "entityType";

    /** A row, or null for one that is no lease: newer versions of the KCL keep other things in the same table. */
    static @Nullable Lease parse(Map<String, AttributeValue> row) {
        String type = text(row, ENTITY_TYPE);
        String key = text(row, KEY);
        if (key == null || (type != null && !type.equals("LEASE")) || !row.containsKey(COUNTER)) {
            return null;
        }
        String sequence = text(row, CHECKPOINT);
        LeaseCheckpoint checkpoint =
                sequence == null ? null : new LeaseCheckpoint(sequence, number(row, SUB_SEQUENCE_NUMBER));
        return new Lease(key, text(row, OWNER), number(row, COUNTER), checkpoint);
    }

    private static @Nullable String text(Map<String, AttributeValue> row, String name) {
        AttributeValue value = row.get(name);
        return value == null ? null : value.s();
    }

    private static long number(Map<String, AttributeValue> row, String name) {
        AttributeValue value = row.get(name);
        return value == null || value.n() == null ? 0 : Long.parseLong(value.n());
    }

    /** The shard, or null if the row is of another stream. */
    @Nullable
    String shardOf(String streamName) {
        int colon = key.lastIndexOf(':');
        if (colon < 0) {
            return key;
        }
        boolean isOfStream = key.startsWith(streamName + ":") || key.contains(":" + streamName + ":");
        return isOfStream ? key.substring(colon + 1) : null;
    }

    /** The same row after it was written by this owner. */
    Lease written(@Nullable String newOwner, @Nullable LeaseCheckpoint newCheckpoint) {
        return new Lease(key, newOwner, counter + 1, newCheckpoint == null ? checkpoint : newCheckpoint);
    }
}
