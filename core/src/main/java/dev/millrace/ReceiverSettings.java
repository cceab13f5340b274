package dev.millrace;

import java.time.Duration;

/**
 * How receivers store what they receive. Checked here.
 *
 * @param blockLog whether it goes to a log in the checkpoint directory, if there is one; else it is held in memory
 * @param blockInterval after which a block is cut at the latest: the time that a buffered record stays undurable, never more
 *     than a batch interval
 * @param blockLogBytesMax what each receiver's log holds at most of what is not processed yet; who stores then waits
 * @param memoryBytesMax how many encoded bytes of it are also held in memory, so that they aren't read back
 * @param bufferedRecordsMax without a block log: how many records each receiver holds at most; who stores then waits
 * @param restartDelay before a receiver is started again; doubled while it stores nothing
 * @param restartDelayMax the longest such delay, unless the receiver asks for a longer one
 */
public record ReceiverSettings(
        boolean blockLog,
        Duration blockInterval,
        long blockLogBytesMax,
        long memoryBytesMax,
        int bufferedRecordsMax,
        Duration restartDelay,
        Duration restartDelayMax) {
    public ReceiverSettings {
        require(
                blockInterval.compareTo(Duration.ofMillis(1)) >= 0,
                "blockInterval must be at least 1 ms, not " + blockInterval);
        require(blockLogBytesMax >= 1, "blockLogBytesMax must be positive, not " + blockLogBytesMax);
        require(memoryBytesMax >= 0, "memoryBytesMax must not be negative: " + memoryBytesMax);
        require(bufferedRecordsMax >= 1, "bufferedRecordsMax must be positive, not " + bufferedRecordsMax);
        require(!restartDelay.isNegative(), "restartDelay must not be negative: " + restartDelay);
        require(
                restartDelayMax.compareTo(restartDelay) >= 0,
                "restartDelayMax " + restartDelayMax + " is less than restartDelay " + restartDelay);
    }

    /** With a block log of 1 GiB, 32 MiB of it in memory, blocks of 200 ms, 100,000 records without it, restarts after 2 to 15 s. */
    public static ReceiverSettings defaults() {
        return new ReceiverSettings(
                true,
                Duration.ofMillis(200),
                1L << 30,
                32L << 20,
                100_000,
                Duration.ofSeconds(2),
                Duration.ofSeconds(15));
    }

    public ReceiverSettings withBlockLog(boolean value) {
        return new ReceiverSettings(
                value,
                blockInterval,
                blockLogBytesMax,
                memoryBytesMax,
                bufferedRecordsMax,
                restartDelay,
                restartDelayMax);
    }

    public ReceiverSettings withBlockInterval(Duration value) {
        return new ReceiverSettings(
                blockLog, value, blockLogBytesMax, memoryBytesMax, bufferedRecordsMax, restartDelay, restartDelayMax);
    }

    public ReceiverSettings withBlockLogBytesMax(long value) {
        return new ReceiverSettings(
                blockLog, blockInterval, value, memoryBytesMax, bufferedRecordsMax, restartDelay, restartDelayMax);
    }

    public ReceiverSettings withMemoryBytesMax(long value) {
        return new ReceiverSettings(
                blockLog, blockInterval, blockLogBytesMax, value, bufferedRecordsMax, restartDelay, restartDelayMax);
    }

    public ReceiverSettings withBufferedRecordsMax(int value) {
        return new ReceiverSettings(
                blockLog, blockInterval, blockLogBytesMax, memoryBytesMax, value, restartDelay, restartDelayMax);
    }

    /** From the first delay to the longest. */
    public ReceiverSettings withRestartDelays(Duration first, Duration longest) {
        return new ReceiverSettings(
                blockLog, blockInterval, blockLogBytesMax, memoryBytesMax, bufferedRecordsMax, first, longest);
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }
}
