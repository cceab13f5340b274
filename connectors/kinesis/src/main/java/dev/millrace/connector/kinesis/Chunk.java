package dev.millrace.connector.kinesis;

import java.util.List;

/**
 * What one call gave of a shard, taken apart: the user records after the place where the cursor stood, and the place
 * where it stands now.
 *
 * @param bytesRead what counts against the service's limit
 * @param millisBehind how far behind the shard's newest record this is, as the service says; 0 if nothing newer is there
 * @param followers of a shard that has ended: its children, perhaps among others
 */
record Chunk(
        List<KinesisRecord> records, ShardPosition end, long bytesRead, long millisBehind, List<ShardInfo> followers) {
    /** What a record costs in memory beside its data, roughly. */
    private static final int OVERHEAD_BYTES = 200;

    boolean isAtTip() {
        return millisBehind == 0;
    }

    /** Whether it says nothing of the shard at all. */
    boolean isNothingYet() {
        return millisBehind == FetchReply.NOTHING_YET;
    }

    boolean isLast() {
        return end instanceof ShardPosition.End;
    }

    long bytesHeld() {
        long bytes = 0;
        for (KinesisRecord record : records) {
            bytes += bytesHeld(record);
        }
        return bytes;
    }

    static long bytesHeld(KinesisRecord record) {
        return (long) record.data().length + OVERHEAD_BYTES;
    }
}
