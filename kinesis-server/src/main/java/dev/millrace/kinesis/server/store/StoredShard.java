package dev.millrace.kinesis.server.store;

import org.jspecify.annotations.Nullable;

/** A shard as the metadata log holds it. Its components are a file format: add, but never rename or change a meaning. */
record StoredShard(
        String stream,
        int index,
        String rangeStart,
        String rangeEnd,
        long createdSeconds,
        long openedMillis,
        @Nullable Long closedMillis,
        @Nullable Integer parent,
        @Nullable Integer adjacentParent) {

    static StoredShard of(String stream, Shard shard) {
        return new StoredShard(
                stream,
                shard.index(),
                shard.range().start().toString(),
                shard.range().end().toString(),
                shard.createdSeconds(),
                shard.openedMillis(),
                shard.closedMillis(),
                shard.parent(),
                shard.adjacentParent());
    }

    Shard toShard() {
        return new Shard(
                index,
                new HashKeyRange(key(rangeStart), key(rangeEnd)),
                createdSeconds,
                openedMillis,
                closedMillis,
                parent,
                adjacentParent);
    }

    static HashKey key(String decimal) {
        HashKey key = HashKey.parse(decimal);
        if (key == null) {
            throw new StoreException("The metadata holds a hash key of more than 128 bits: " + decimal);
        }
        return key;
    }
}
