package dev.millrace.kinesis.server.store;

import java.nio.ByteBuffer;

/**
 * A record as it was read from a shard.
 *
 * @param partitionKey empty if the record came without
 * @param encrypted whether the stream's encryption was on when it came
 */
public record StoredRecord(
        long position, long arrivalMillis, String partitionKey, ByteBuffer data, boolean encrypted) {}
