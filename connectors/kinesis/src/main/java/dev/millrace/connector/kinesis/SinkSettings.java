package dev.millrace.connector.kinesis;

import dev.millrace.function.Function;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/** All that a {@link KinesisSink} was told; checked when it was built. */
record SinkSettings<T>(
        StreamName stream, KinesisConnection connection, RetrySettings retry, int recordBytesMax, Keys<T> functions)
        implements Serializable {
    static final int RECORD_BYTES_MAX = 1024 * 1024;
    private static final int RECORD_BYTES_LIMIT = 10 * 1024 * 1024;

    SinkSettings {
        if (recordBytesMax < 1 || recordBytesMax > RECORD_BYTES_LIMIT) {
            throw new IllegalArgumentException("recordBytesMax must be 1 to 10485760: " + recordBytesMax);
        }
    }

    /** How a record of Kinesis is made of a record of the program. */
    record Keys<T>(
            Function<? super T, String> partitionKey,
            @Nullable Function<? super T, String> explicitHashKey,
            Function<? super T, byte[]> data)
            implements Serializable {}
}
