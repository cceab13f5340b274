package dev.millrace.kinesis.server.action;

import dev.millrace.kinesis.server.store.Shard;
import dev.millrace.kinesis.server.store.ShardId;
import dev.millrace.kinesis.server.store.Stream;
import dev.millrace.kinesis.server.store.StreamMode;
import dev.millrace.kinesis.server.store.StreamStatus;
import dev.millrace.kinesis.server.store.StreamStore;
import dev.millrace.kinesis.server.wire.ServiceException;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** What actions work on. */
public record Backend(
        StreamStore store,
        InstantSource clock,
        Account account,
        Tokens tokens,
        Limits limits,
        Subscriptions subscriptions,
        Activity activity,
        Faults faults) {

    private static final String STREAM = ":stream/";

    /**
     * Numbers that are set once.
     *
     * @param stateChangeMillis how long a stream stays CREATING, UPDATING or DELETING
     * @param shardsMax open shards of all streams together
     */
    public record Limits(long stateChangeMillis, int shardsMax) {
        static final int ON_DEMAND_STREAMS_MAX = 50;
        static final int CHANNELS_MAX = 100;
    }

    /** The stream that a request names. */
    Stream stream(StreamRequest request) {
        String name = streamName(request);
        Stream stream = store.find(name);
        if (stream == null) {
            throw account.streamNotFound(name);
        }
        return stream;
    }

    /** The stream that a request names if it takes and gives records. */
    Stream usableStream(StreamRequest request) {
        Stream stream = stream(request);
        if (!stream.isUsable()) {
            throw account.streamNotFound(stream.name());
        }
        return stream;
    }

    /** The name that a request gives, by itself or within an ARN. */
    String streamName(StreamRequest request) {
        String name = request.streamName();
        String arn = request.streamARN();
        if (arn == null) {
            if (name == null) {
                throw ServiceException.invalidArgument("Either StreamName or StreamARN should be provided.");
            }
            return name;
        }
        String nameInArn = arn.substring(arn.indexOf(STREAM) + STREAM.length());
        if (name != null && !name.equals(nameInArn)) {
            throw ServiceException.invalidArgument(
                    "StreamName " + name + " and StreamARN " + arn + " name different streams.");
        }
        return streamNameOf(arn);
    }

    /** The name in a stream's ARN, which must be one of this account and region. */
    String streamNameOf(String arn) {
        String name = arn.substring(arn.indexOf(STREAM) + STREAM.length());
        if (!arn.equals(account.arnOf(name))) {
            throw ServiceException.client("ResourceNotFoundException", "Stream " + arn + " not found.");
        }
        return name;
    }

    /** Throws if so many more open shards would be too many. */
    void checkShardLimit(int additional) {
        int open = store.openShardCount();
        if (open + (long) additional > limits.shardsMax) {
            throw account.overShardLimit(open, limits.shardsMax, additional);
        }
    }

    /** The shard of a stream, which must be one that can be split or merged. */
    Shard openShard(Stream stream, int index) {
        checkProvisioned(stream);
        Shard shard = stream.shards().find(index);
        if (shard == null) {
            throw account.shardNotFound(ShardId.format(index), stream.name());
        }
        if (!shard.isOpen()) {
            throw account.notEligible(index, stream.name());
        }
        return shard;
    }

    void checkProvisioned(Stream stream) {
        if (stream.options().mode() != StreamMode.PROVISIONED) {
            throw account.notProvisioned(stream);
        }
    }

    /** Changes a stream that must be there and ACTIVE. */
    @Nullable
    Stream changeActive(StreamRequest request, ActiveDecision decision) {
        String name = streamName(request);
        return store.change(name, (current, nowMillis) -> {
            if (current == null) {
                throw account.streamNotFound(name);
            }
            if (current.status() != StreamStatus.ACTIVE) {
                throw account.notActive(current);
            }
            return decision.decide(current, nowMillis + limits.stateChangeMillis);
        });
    }

    /** What becomes of an ACTIVE stream. */
    @FunctionalInterface
    interface ActiveDecision {
        Stream decide(Stream current, long dueMillis);
    }
}
