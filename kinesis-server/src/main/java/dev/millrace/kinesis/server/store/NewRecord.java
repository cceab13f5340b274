package dev.millrace.kinesis.server.store;

import java.nio.ByteBuffer;

/** A record to be stored. */
public record NewRecord(String partitionKey, ByteBuffer data) {}
