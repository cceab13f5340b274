package dev.millrace.log;

import java.time.Duration;

/**
 * How a log syncs, how much it may hold in memory, and what it keeps. Checked once, here. They may differ from one
 * opening of a log to the next.
 *
 * @param syncPolicy what a committed record survives
 * @param segmentBytes a file is never longer; the next one is started instead
 * @param recordBytesMax longer records are refused
 * @param pendingBytesMax appends wait while so many bytes are not yet written; at least twice a record and its header
 * @param retentionAge {@link SegmentedLog#applyRetention} drops segments whose newest record is older; zero keeps all
 * @param retentionBytes {@link SegmentedLog#applyRetention} drops the oldest segments while this many bytes remain
 *     without them; zero keeps all
 */
public record LogSettings(
        SyncPolicy syncPolicy,
        long segmentBytes,
        int recordBytesMax,
        long pendingBytesMax,
        Duration retentionAge,
        long retentionBytes) {

    public LogSettings {
        require(
                recordBytesMax >= 1 && recordBytesMax <= FrameFormat.PAYLOAD_BYTES_MAX,
                "recordBytesMax must be 1 to " + FrameFormat.PAYLOAD_BYTES_MAX + ", not " + recordBytesMax);
        long frameBytesMax = FrameFormat.HEADER_BYTES + (long) recordBytesMax;
        require(
                pendingBytesMax >= 2 * frameBytesMax,
                "pendingBytesMax must be at least " + 2 * frameBytesMax
                        + ", room for two records of recordBytesMax, not " + pendingBytesMax);
        require(pendingBytesMax <= 1 << 30, "pendingBytesMax must be at most 1 GiB, not " + pendingBytesMax);
        require(
                segmentBytes >= SegmentHeader.BYTES + frameBytesMax,
                "segmentBytes must be at least " + (SegmentHeader.BYTES + frameBytesMax)
                        + ", room for a record of recordBytesMax, not " + segmentBytes);
        require(!retentionAge.isNegative(), "retentionAge must not be negative: " + retentionAge);
        require(retentionBytes >= 0, "retentionBytes must not be negative: " + retentionBytes);
    }

    /** Synced every commit, 64 MiB a segment, records of up to 4 MiB, 16 MiB pending, nothing dropped. */
    public static LogSettings defaults() {
        return new LogSettings(SyncPolicy.everyCommit(), 64L << 20, 4 << 20, 16L << 20, Duration.ZERO, 0);
    }

    public LogSettings withSyncPolicy(SyncPolicy value) {
        return new LogSettings(value, segmentBytes, recordBytesMax, pendingBytesMax, retentionAge, retentionBytes);
    }

    /** To lower it, lower {@code recordBytesMax} first. */
    public LogSettings withSegmentBytes(long value) {
        return new LogSettings(syncPolicy, value, recordBytesMax, pendingBytesMax, retentionAge, retentionBytes);
    }

    /** To raise it, raise {@code pendingBytesMax} and {@code segmentBytes} first. */
    public LogSettings withRecordBytesMax(int value) {
        return new LogSettings(syncPolicy, segmentBytes, value, pendingBytesMax, retentionAge, retentionBytes);
    }

    /** To lower it, lower {@code recordBytesMax} first. */
    public LogSettings withPendingBytesMax(long value) {
        return new LogSettings(syncPolicy, segmentBytes, recordBytesMax, value, retentionAge, retentionBytes);
    }

    public LogSettings withRetentionAge(Duration value) {
        return new LogSettings(syncPolicy, segmentBytes, recordBytesMax, pendingBytesMax, value, retentionBytes);
    }

    public LogSettings withRetentionBytes(long value) {
        return new LogSettings(syncPolicy, segmentBytes, recordBytesMax, pendingBytesMax, retentionAge, value);
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }
}
