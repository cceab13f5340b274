package dev.millrace.kinesis.server.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A stream as it is at one moment. Immutable: what changes it gives another one. A name and a creation time identify it, so a stream that was deleted
 * and made again is another.
 */
public record Stream(
        String name,
        long createdMillis,
        Options options,
        StreamStatus status,
        ShardMap shards,
        @Nullable PendingChange pending,
        List<Consumer> consumers,
        RecentChanges recent) {

    /**
     * What a stream is set to.
     *
     * @param keyId the key that records are said to be encrypted with, or null
     * @param monitored metrics that are kept for each shard
     * @param warmMibps the write throughput that an on-demand stream is prepared for, or 0
     * @param policy a resource policy as JSON, or null
     */
    public record Options(
            int retentionHours,
            StreamMode mode,
            int recordKibMax,
            Map<String, String> tags,
            @Nullable String keyId,
            List<String> monitored,
            RecordDistribution distribution,
            int warmMibps,
            @Nullable String policy) {
        public static final int RETENTION_HOURS_DEFAULT = 24;
        public static final int RECORD_KIB_DEFAULT = 1024;

        public Options(int retentionHours, StreamMode mode, int recordKibMax, Map<String, String> tags) {
            this(
                    retentionHours,
                    mode,
                    recordKibMax,
                    tags,
                    null,
                    List.of(),
                    RecordDistribution.USER_PARTITION_KEY,
                    0,
                    null);
        }

        public Options withRetentionHours(int hours) {
            return new Options(hours, mode, recordKibMax, tags, keyId, monitored, distribution, warmMibps, policy);
        }

        public Options withMode(StreamMode value) {
            return new Options(
                    retentionHours, value, recordKibMax, tags, keyId, monitored, distribution, warmMibps, policy);
        }

        public Options withRecordKibMax(int value) {
            return new Options(retentionHours, mode, value, tags, keyId, monitored, distribution, warmMibps, policy);
        }

        public Options withTags(Map<String, String> value) {
            return new Options(
                    retentionHours, mode, recordKibMax, value, keyId, monitored, distribution, warmMibps, policy);
        }

        public Options withKeyId(@Nullable String value) {
            return new Options(
                    retentionHours, mode, recordKibMax, tags, value, monitored, distribution, warmMibps, policy);
        }

        public Options withMonitored(List<String> value) {
            return new Options(retentionHours, mode, recordKibMax, tags, keyId, value, distribution, warmMibps, policy);
        }

        public Options withDistribution(RecordDistribution value) {
            return new Options(retentionHours, mode, recordKibMax, tags, keyId, monitored, value, warmMibps, policy);
        }

        public Options withWarmMibps(int value) {
            return new Options(retentionHours, mode, recordKibMax, tags, keyId, monitored, distribution, value, policy);
        }

        public Options withPolicy(@Nullable String value) {
            return new Options(
                    retentionHours, mode, recordKibMax, tags, keyId, monitored, distribution, warmMibps, value);
        }
    }

    public static Stream creating(String name, long createdMillis, Options options, int shardCount, long dueMillis) {
        return new Stream(
                name,
                createdMillis,
                options,
                StreamStatus.CREATING,
                ShardMap.EMPTY,
                new PendingChange.Create(dueMillis, shardCount),
                List.of(),
                RecentChanges.NONE);
    }

    public long retentionMillis() {
        return options.retentionHours * 3_600_000L;
    }

    /** Records that came before are no longer there. */
    public long trimHorizonMillis(long nowMillis) {
        return Math.max(createdMillis, nowMillis - retentionMillis());
    }

    /** Whether records can be put and read. */
    public boolean isUsable() {
        return status == StreamStatus.ACTIVE || status == StreamStatus.UPDATING;
    }

    /** The consumer of a name, or null. */
    public @Nullable Consumer consumer(String consumerName) {
        for (Consumer consumer : consumers) {
            if (consumer.name().equals(consumerName)) {
                return consumer;
            }
        }
        return null;
    }

    public Stream withOptions(Options value) {
        return new Stream(name, createdMillis, value, status, shards, pending, consumers, recent);
    }

    public Stream withRecent(RecentChanges value) {
        return new Stream(name, createdMillis, options, status, shards, pending, consumers, value);
    }

    /** With this consumer in place of the one of its name, or besides the others. */
    public Stream withConsumer(Consumer consumer) {
        List<Consumer> all = new ArrayList<>(consumers);
        all.removeIf(other -> other.name().equals(consumer.name()));
        all.add(consumer);
        return withConsumers(all);
    }

    public Stream deleting(long dueMillis) {
        return becoming(StreamStatus.DELETING, new PendingChange.Delete(dueMillis));
    }

    public Stream splitting(int shard, HashKey secondStart, long dueMillis) {
        return becoming(StreamStatus.UPDATING, new PendingChange.Split(dueMillis, shard, secondStart));
    }

    public Stream merging(int shard, int followingShard, long dueMillis) {
        return becoming(StreamStatus.UPDATING, new PendingChange.Merge(dueMillis, shard, followingShard));
    }

    public Stream resizing(int shardCount, long dueMillis) {
        return becoming(StreamStatus.UPDATING, new PendingChange.Resize(dueMillis, shardCount));
    }

    /** With other options, and so many shards, when the time has come. */
    public Stream reconfiguring(Options value, int shardCount, long dueMillis) {
        return becoming(StreamStatus.UPDATING, new PendingChange.Reconfigure(dueMillis, value, shardCount));
    }

    private Stream becoming(StreamStatus value, PendingChange change) {
        return new Stream(name, createdMillis, options, value, shards, change, consumers, recent);
    }

    private Stream withConsumers(List<Consumer> value) {
        return new Stream(name, createdMillis, options, status, shards, pending, List.copyOf(value), recent);
    }

    Stream active(ShardMap value) {
        return new Stream(name, createdMillis, options, StreamStatus.ACTIVE, value, null, consumers, recent);
    }

    boolean isDue(long nowMillis) {
        if (pending != null && pending.dueMillis() <= nowMillis) {
            return true;
        }
        for (Consumer consumer : consumers) {
            if (consumer.isDue(nowMillis)) {
                return true;
            }
        }
        return false;
    }

    /** After what was due by now, and without shards that nobody can read any more; null if the stream is gone. */
    @Nullable
    Stream settled(long nowMillis) {
        Stream stream = pending != null && pending.dueMillis() <= nowMillis ? pending.apply(this, nowMillis) : this;
        if (stream == null) {
            return null;
        }
        ShardMap kept = stream.shards.withoutClosedBefore(nowMillis - stream.retentionMillis());
        if (kept.all().size() != stream.shards.all().size()) {
            stream = new Stream(
                    stream.name,
                    stream.createdMillis,
                    stream.options,
                    stream.status,
                    kept,
                    stream.pending,
                    stream.consumers,
                    stream.recent);
        }
        if (stream.consumers.stream().noneMatch(consumer -> consumer.isDue(nowMillis))) {
            return stream;
        }
        List<Consumer> settled = new ArrayList<>();
        for (Consumer consumer : stream.consumers) {
            Consumer after = consumer.settled(nowMillis);
            if (after != null) {
                settled.add(after);
            }
        }
        return stream.withConsumers(settled);
    }
}
