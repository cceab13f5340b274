package dev.millrace.kinesis.server.store;

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
        @Nullable PendingChange pending) {

    /** What can be set without a change of state. */
    public record Options(int retentionHours, StreamMode mode, int recordKibMax, Map<String, String> tags) {
        public static final int RETENTION_HOURS_DEFAULT = 24;
        public static final int RECORD_KIB_DEFAULT = 1024;

        public Options withRetentionHours(int hours) {
            return new Options(hours, mode, recordKibMax, tags);
        }
    }

    public static Stream creating(String name, long createdMillis, Options options, int shardCount, long dueMillis) {
        return new Stream(
                name,
                createdMillis,
                options,
                StreamStatus.CREATING,
                ShardMap.EMPTY,
                new PendingChange.Create(dueMillis, shardCount));
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

    public Stream withOptions(Options value) {
        return new Stream(name, createdMillis, value, status, shards, pending);
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

    private Stream becoming(StreamStatus value, PendingChange change) {
        return new Stream(name, createdMillis, options, value, shards, change);
    }

    Stream active(ShardMap value) {
        return new Stream(name, createdMillis, options, StreamStatus.ACTIVE, value, null);
    }

    boolean isDue(long nowMillis) {
        return pending != null && pending.dueMillis() <= nowMillis;
    }

    /** After what was due by now, and without shards that nobody can read any more; null if the stream is gone. */
    @Nullable
    Stream settled(long nowMillis) {
        Stream stream = pending != null && isDue(nowMillis) ? pending.apply(this, nowMillis) : this;
        if (stream == null) {
            return null;
        }
        ShardMap kept = stream.shards.withoutClosedBefore(nowMillis - retentionMillis());
        return kept.all().size() == stream.shards.all().size()
                ? stream
                : new Stream(stream.name, stream.createdMillis, stream.options, stream.status, kept, stream.pending);
    }
}
