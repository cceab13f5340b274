package dev.millrace.kinesis.server.action;

import dev.millrace.kinesis.server.store.HashKey;
import dev.millrace.kinesis.server.store.Stream;
import dev.millrace.kinesis.server.wire.ServiceException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The rules of PutRecord and PutRecords for one record: where it goes and how large it may be. */
final class Placement {
    private Placement() {}

    static HashKey hashKey(String partitionKey, @Nullable String explicitHashKey) {
        if (explicitHashKey == null) {
            return HashKey.ofPartitionKey(partitionKey);
        }
        HashKey key = HashKey.parse(explicitHashKey);
        if (key == null) {
            throw ServiceException.invalidArgument(
                    "Invalid ExplicitHashKey. ExplicitHashKey must be in the range: [0, 2^128-1]. Specified value was "
                            + explicitHashKey);
        }
        return key;
    }

    /** Streams are set to a largest record; the limit of the wire is the largest such setting. */
    static void checkSize(Stream stream, ByteBuffer data, String member) {
        int max = stream.options().recordKibMax() << 10;
        if (data.remaining() > max) {
            throw ServiceException.client(
                    "ValidationException",
                    "1 validation error detected: Value '" + data + "' at '" + member
                            + "' failed to satisfy constraint: Member must have length less than or equal to " + max);
        }
    }
}
