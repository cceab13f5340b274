package dev.millrace.kinesis.server.store;

import java.nio.ByteBuffer;

/** A record as it was read from a shard. */
public record StoredRecord(long position, long arrivalMillis, String partitionKey, ByteBuffer data) {}
