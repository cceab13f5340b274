package dev.millrace.kinesis.server.action;

import dev.millrace.kinesis.server.store.Shard;
import dev.millrace.kinesis.server.store.ShardId;
import dev.millrace.kinesis.server.store.Stream;
import dev.millrace.kinesis.server.store.StreamStore;
import dev.millrace.kinesis.server.wire.ServiceException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What goes on in all shards, and AWS's limits on it: those of a shard, and how often the operations that aren't about records may be called. Any thread may
 * call it. Limits are counted from the server's start on, but for those of 24 hours, which streams carry with them.
 */
public final class Activity {
    private static final long DAY_MILLIS = 86_400_000;
    private static final double SUBSCRIBES_PER_SECOND = 1;
    private static final double SUBSCRIBER_BYTES_PER_SECOND = 2 << 20;

    /** Calls a second of an account, where AWS tells; ListShards is counted by stream there. */
    private static final Map<String, Double> CALLS_PER_SECOND = rates(Map.of(
            1.0, "DescribeLimits",
            5.0,
                    "AddTagsToStream CreateChannel CreateStream DecreaseStreamRetentionPeriod DeleteChannel"
                            + " DeleteStream DeregisterStreamConsumer DescribeAccountSettings DescribeChannel"
                            + " DisableEnhancedMonitoring EnableEnhancedMonitoring IncreaseStreamRetentionPeriod"
                            + " ListChannels ListStreamConsumers ListStreams ListTagsForResource ListTagsForStream"
                            + " MergeShards RegisterStreamConsumer RemoveTagsFromStream SplitShard StartStreamEncryption"
                            + " StopStreamEncryption TagResource UntagResource UpdateAccountSettings UpdateChannel"
                            + " UpdateStreamWarmThroughput",
            10.0, "DescribeStream",
            20.0, "DescribeStreamConsumer DescribeStreamSummary",
            1000.0, "ListShards"));

    private final double scale;
    private final ConcurrentMap<Key, ShardActivity> shards = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Bucket> calls = new ConcurrentHashMap<>();
    private final ConcurrentMap<Subscriptions.Key, Bucket> subscribes = new ConcurrentHashMap<>();

    private record Key(String stream, long createdMillis, int shard) {}

    /** With AWS's limits times a factor, or without any if that is 0. */
    public Activity(double scale) {
        this.scale = scale;
    }

    private static Map<String, Double> rates(Map<Double, String> operations) {
        return operations.entrySet().stream()
                .flatMap(entry -> java.util.Arrays.stream(entry.getValue().split(" "))
                        .map(operation -> Map.entry(operation, entry.getKey())))
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    ShardActivity of(Stream stream, Shard shard) {
        return shards.computeIfAbsent(
                new Key(stream.name(), stream.createdMillis(), shard.index()), key -> new ShardActivity(scale));
    }

    /** Throws if an operation of the account was called too often. */
    void checkCall(String operation, Account account, long nowMillis) {
        Double perSecond = scale == 0 ? null : CALLS_PER_SECOND.get(operation);
        if (perSecond != null) {
            double rate = perSecond * scale;
            Bucket bucket = calls.computeIfAbsent(operation, none -> new Bucket(rate, Math.max(1, rate)));
            if (!bucket.takeWhole(1, nowMillis)) {
                throw exceeded("Rate exceeded for " + operation + " of account " + account.id() + ".");
            }
        }
    }

    /** Throws if a consumer subscribed to a shard too often. */
    void checkSubscribe(Subscriptions.Key key, long nowMillis) {
        if (scale == 0) {
            return;
        }
        double rate = SUBSCRIBES_PER_SECOND * scale;
        Bucket bucket = subscribes.computeIfAbsent(key, none -> new Bucket(rate, Math.max(1, rate)));
        if (!bucket.takeWhole(1, nowMillis)) {
            throw exceeded("Rate exceeded for SubscribeToShard of consumer " + key.consumerArn() + " and shard "
                    + ShardId.format(key.shard()) + ".");
        }
    }

    /** When an operation was carried out in the last 24 hours, this time included. Throws if that were too often for one stream. */
    List<Long> admitDaily(String operation, Stream stream, List<Long> beforeMillis, int perDay, long nowMillis) {
        if (scale == 0) {
            return beforeMillis;
        }
        int number = (int) Math.max(1, perDay * scale);
        List<Long> counted = new ArrayList<>(beforeMillis);
        counted.removeIf(millis -> millis <= nowMillis - DAY_MILLIS);
        if (counted.size() >= number) {
            throw exceeded(operation + " was called " + number + " times in 24 hours for stream " + stream.name()
                    + ", which is its limit.");
        }
        counted.add(nowMillis);
        return counted;
    }

    /** The rate at which one subscriber is sent bytes, or null if there is no limit. */
    @Nullable
    Bucket subscriberRate() {
        double rate = SUBSCRIBER_BYTES_PER_SECOND * scale;
        return scale == 0 ? null : new Bucket(rate, rate);
    }

    private static ServiceException exceeded(String message) {
        return ServiceException.client("LimitExceededException", message);
    }

    static String throttledMessage(Stream stream, Shard shard, Account account) {
        return "Rate exceeded for shard " + ShardId.format(shard.index()) + " in stream " + stream.name()
                + " under account " + account.id() + ".";
    }

    static ServiceException throttled(Stream stream, Shard shard, Account account) {
        return ServiceException.client(
                "ProvisionedThroughputExceededException", throttledMessage(stream, shard, account));
    }

    /** Forgets shards that are gone, and when shards were subscribed to: a second later that counts no more. */
    public void tidy(StreamStore store) {
        subscribes.clear();
        shards.keySet().removeIf(key -> {
            Stream stream = store.find(key.stream);
            return stream == null
                    || stream.createdMillis() != key.createdMillis
                    || stream.shards().find(key.shard) == null;
        });
    }
}
