package dev.millrace.connector.kinesis;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A record to be put. */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record PutEntry(String partitionKey, @Nullable String explicitHashKey, byte[] data) {
    /** What the service counts against its limits. */
    long bytes() {
        return (long) data.length + partitionKey.getBytes(StandardCharsets.UTF_8).length;
    }
}
