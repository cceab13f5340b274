package dev.millrace.kinesis.server.store;

import org.jspecify.annotations.Nullable;

/**
 * What will happen to a stream at a time that is fixed already: operations on streams are asynchronous. It is stored with the stream, so it happens
 * after a restart too.
 */
sealed interface PendingChange {
    long dueMillis();

    /** The stream afterwards; null if it is gone. */
    @Nullable
    Stream apply(Stream stream, long nowMillis);

    /** A new stream gets its shards. */
    record Create(long dueMillis, int shardCount) implements PendingChange {
        @Override
        public Stream apply(Stream stream, long nowMillis) {
            return stream.active(ShardMap.initial(shardCount, stream.createdMillis()));
        }
    }

    /** A stream goes away. */
    record Delete(long dueMillis) implements PendingChange {
        @Override
        public @Nullable Stream apply(Stream stream, long nowMillis) {
            return null;
        }
    }

    /** A shard becomes two. */
    record Split(long dueMillis, int shard, HashKey secondStart) implements PendingChange {
        @Override
        public Stream apply(Stream stream, long nowMillis) {
            return stream.active(stream.shards().split(shard, secondStart, nowMillis));
        }
    }

    /** Two shards become one. */
    record Merge(long dueMillis, int shard, int followingShard) implements PendingChange {
        @Override
        public Stream apply(Stream stream, long nowMillis) {
            return stream.active(stream.shards().merge(shard, followingShard, nowMillis));
        }
    }

    /** The ring is divided anew. */
    record Resize(long dueMillis, int shardCount) implements PendingChange {
        @Override
        public Stream apply(Stream stream, long nowMillis) {
            return stream.active(stream.shards().resized(shardCount, nowMillis));
        }
    }

    /** Other options apply, and the ring is divided anew unless the number is 0 or what it is. */
    record Reconfigure(long dueMillis, Stream.Options options, int shardCount) implements PendingChange {
        @Override
        public Stream apply(Stream stream, long nowMillis) {
            boolean resizes = shardCount != 0 && shardCount != stream.shards().openCount();
            ShardMap shards = resizes ? stream.shards().resized(shardCount, nowMillis) : stream.shards();
            return stream.withOptions(options).active(shards);
        }
    }
}
