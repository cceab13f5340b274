package dev.millrace.kinesis.server.action;

import dev.millrace.kinesis.server.store.HashKey;
import dev.millrace.kinesis.server.store.RecordDistribution;
import dev.millrace.kinesis.server.store.ShardMap;
import dev.millrace.kinesis.server.store.Stream;
import dev.millrace.kinesis.server.store.StreamMode;
import dev.millrace.kinesis.server.wire.ServiceException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** The rules of PutRecord and PutRecords for one record: where it goes and how large it may be. */
final class Placement {
    private static final Rotation AUTO = new Rotation();

    /** Goes round the open shards, some records of a request to each: few shards at once cost less than all. */
    private static final class Rotation {
        private static final int BLOCK = 64;
        private final AtomicInteger turn = new AtomicInteger();

        HashKey next(ShardMap shards, int n) {
            if (n % BLOCK == 0) {
                turn.incrementAndGet();
            }
            int shard = Math.floorMod(turn.get(), shards.openCount());
            return shards.open().get(shard).range().start();
        }
    }

    private Placement() {}

    static void checkDistribution(RecordDistribution distribution, StreamMode mode) {
        if (distribution == RecordDistribution.AUTO && mode != StreamMode.ON_DEMAND) {
            throw ServiceException.invalidArgument(
                    "The record distribution strategy AUTO is only supported for streams in On-Demand mode.");
        }
    }

    /** Where the n-th record of a request goes. Streams of the distribution AUTO take no notice of keys; others need the partition key. */
    static HashKey hashKey(
            Stream stream,
            @Nullable String partitionKey,
            @Nullable String explicitHashKey,
            int n,
            IntFunction<String> member) {
        if (stream.options().distribution() == RecordDistribution.AUTO) {
            return AUTO.next(stream.shards(), n);
        }
        if (partitionKey == null) {
            throw ServiceException.client(
                    "ValidationException",
                    "1 validation error detected: Value null at '" + member.apply(n)
                            + "' failed to satisfy constraint: Member must not be null");
        }
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
