package dev.millrace.kinesis.server.store;

import java.nio.ByteBuffer;

/**
 * A record to be stored.
 *
 * @param partitionKey empty if there is none
 * @param encrypted whether the stream's encryption is on
 */
public record NewRecord(String partitionKey, ByteBuffer data, boolean encrypted) {
    /** A record of a stream without encryption. */
    public NewRecord(String partitionKey, ByteBuffer data) {
        this(partitionKey, data, false);
    }
}
