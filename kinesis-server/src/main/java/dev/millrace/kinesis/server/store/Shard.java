package dev.millrace.kinesis.server.store;

import org.jspecify.annotations.Nullable;

/**
 * One shard of a stream, as it is now.
 *
 * @param createdSeconds part of its sequence numbers; for children a second after their parents' end, and so possibly in the future
 * @param openedMillis when it began to take records
 * @param closedMillis when it stopped to, or null
 * @param parent the index of the shard that it was split or merged from, or null
 * @param adjacentParent the index of the other shard that it was merged from, or null
 */
public record Shard(
        int index,
        HashKeyRange range,
        long createdSeconds,
        long openedMillis,
        @Nullable Long closedMillis,
        @Nullable Integer parent,
        @Nullable Integer adjacentParent) {

    public boolean isOpen() {
        return closedMillis == null;
    }

    public String id() {
        return ShardId.format(index);
    }

    public boolean isChildOf(int shard) {
        return (parent != null && parent == shard) || (adjacentParent != null && adjacentParent == shard);
    }

    /** The sequence number of the record at a position of the shard's log. */
    public SequenceNumber sequenceNumber(long position, long arrivalMillis) {
        // One more than the position: index 0 is the shard's own starting sequence number and no record's.
        return new SequenceNumber(createdSeconds, index, position + 1, arrivalMillis / 1000);
    }

    /** A sequence number after which, and at which, the records from a position on come. No record has it. */
    public SequenceNumber continuation(long position, long nowMillis) {
        return new SequenceNumber(createdSeconds, index, position, nowMillis / 1000);
    }

    public SequenceNumber startingSequenceNumber() {
        return new SequenceNumber(createdSeconds, index, 0, createdSeconds);
    }

    public @Nullable SequenceNumber endingSequenceNumber() {
        return closedMillis == null
                ? null
                : new SequenceNumber(createdSeconds, index, SequenceNumber.INDEX_MAX, closedMillis / 1000);
    }

    Shard closed(long nowMillis) {
        return new Shard(
                index, range, createdSeconds, openedMillis, Math.max(nowMillis, openedMillis), parent, adjacentParent);
    }
}
