package dev.millrace.connector.kinesis;

import dev.millrace.connector.kinesis.ShardPosition.At;
import dev.millrace.connector.kinesis.ShardPosition.End;
import dev.millrace.connector.kinesis.ShardPosition.Start;
import org.jspecify.annotations.Nullable;

/**
 * How the KCL says where a shard stands: the numbers of the last user record that was processed, or a word. A
 * {@link ShardPosition} is the place after that record. Pure.
 */
record LeaseCheckpoint(String sequenceNumber, long subSequenceNumber) {
    static final String TRIM_HORIZON = "TRIM_HORIZON";
    static final String SHARD_END = "SHARD_END";

    /** As many as a place can say: more than a record has user records, since it has at most 10 MiB. */
    private static final long BEHIND_ALL = 9_999_999_998L;

    /** Of a record that was processed with all user records that are in it. */
    static LeaseCheckpoint ofWholeRecord(String sequenceNumber) {
        return new LeaseCheckpoint(sequenceNumber, BEHIND_ALL);
    }

    /** What to tell of a place, or null where there is nothing yet that the KCL has a word for. */
    static @Nullable LeaseCheckpoint of(ShardPosition place) {
        if (place instanceof At at) {
            return at.subSequenceNumber() == 0
                    ? null
                    : new LeaseCheckpoint(at.sequenceNumber(), at.subSequenceNumber() - 1);
        } else if (place instanceof End) {
            return new LeaseCheckpoint(SHARD_END, 0);
        } else {
            return place instanceof Start start && start.timestampMillis() == 0
                    ? new LeaseCheckpoint(TRIM_HORIZON, 0)
                    : null;
        }
    }

    /**
     * The place that is meant, or null for "latest" and "at a time", which the source looks up itself. The table doesn't
     * say when a record arrived; that nothing expired since is proved by reading that record once more.
     *
     * @param nowMillis the service's clock
     */
    @Nullable
    ShardPosition place(long nowMillis) {
        if (sequenceNumber.equals(TRIM_HORIZON)) {
            return new Start(0, nowMillis);
        } else if (sequenceNumber.equals(SHARD_END)) {
            return new End(nowMillis);
        }
        boolean isNumber = !sequenceNumber.isEmpty() && sequenceNumber.chars().allMatch(c -> c >= '0' && c <= '9');
        return isNumber ? new At(sequenceNumber, subSequenceNumber + 1, 0) : null;
    }
}
