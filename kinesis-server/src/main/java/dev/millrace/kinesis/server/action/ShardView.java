package dev.millrace.kinesis.server.action;

import dev.millrace.kinesis.server.store.SequenceNumber;
import dev.millrace.kinesis.server.store.Shard;
import dev.millrace.kinesis.server.store.ShardId;
import org.jspecify.annotations.Nullable;

/** A shard as replies show it. */
record ShardView(
        String shardId,
        @Nullable String parentShardId,
        @Nullable String adjacentParentShardId,
        HashKeyRangeView hashKeyRange,
        SequenceNumberRange sequenceNumberRange) {

    /** A range of hash keys as replies show it. */
    record HashKeyRangeView(String startingHashKey, String endingHashKey) {
        static HashKeyRangeView of(Shard shard) {
            return new HashKeyRangeView(
                    shard.range().start().toString(), shard.range().end().toString());
        }
    }

    /** Where a shard's sequence numbers begin, and where they ended. */
    record SequenceNumberRange(
            String startingSequenceNumber, @Nullable String endingSequenceNumber) {}

    static ShardView of(Shard shard) {
        SequenceNumber end = shard.endingSequenceNumber();
        return new ShardView(
                shard.id(),
                idOf(shard.parent()),
                idOf(shard.adjacentParent()),
                HashKeyRangeView.of(shard),
                new SequenceNumberRange(
                        shard.startingSequenceNumber().toString(), end == null ? null : end.toString()));
    }

    private static @Nullable String idOf(@Nullable Integer index) {
        return index == null ? null : ShardId.format(index);
    }
}
