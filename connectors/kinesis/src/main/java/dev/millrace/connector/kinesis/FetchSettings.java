package dev.millrace.connector.kinesis;

import java.io.Serializable;
import java.util.concurrent.TimeUnit;

/**
 * How a stream is fetched: within the service's limits of 5 calls and 2 MiB a second and shard, and within memory.
 *
 * @param bufferedBytesMax what is fetched and not yet given to a batch, over all shards; a reply may exceed it once
 * @param hurries whether a shard that is behind is fetched without a pause: where nobody is known to keep the limits
 */
record FetchSettings(
        int recordsPerFetchMax,
        int fetchesPerSecondPerShard,
        long bytesPerSecondPerShard,
        long bufferedBytesMax,
        int fetchThreadsMax,
        boolean hurries)
        implements Serializable {
    static final int RECORDS_PER_FETCH_LIMIT = 10_000;
    private static final long BUFFERED_BYTES_LEAST = 64L * 1024 * 1024;
    private static final long BUFFERED_BYTES_MOST = 512L * 1024 * 1024;
    static final FetchSettings DEFAULTS = new FetchSettings(
            RECORDS_PER_FETCH_LIMIT,
            5,
            2 * 1024 * 1024,
            bufferedBytesIn(Runtime.getRuntime().maxMemory()),
            8,
            true);

    FetchSettings {
        if (recordsPerFetchMax < 1 || recordsPerFetchMax > RECORDS_PER_FETCH_LIMIT) {
            throw new IllegalArgumentException("recordsPerFetchMax must be 1 to 10000: " + recordsPerFetchMax);
        }
        if (fetchesPerSecondPerShard < 1 || fetchesPerSecondPerShard > 10_000) {
            throw new IllegalArgumentException(
                    "fetchesPerSecondPerShard must be 1 to 10000 (AWS allows 5): " + fetchesPerSecondPerShard);
        }
        if (bytesPerSecondPerShard < 1) {
            throw new IllegalArgumentException("bytesPerSecondPerShard must be positive: " + bytesPerSecondPerShard);
        }
        if (bufferedBytesMax < 1) {
            throw new IllegalArgumentException("bufferedBytesMax must be positive: " + bufferedBytesMax);
        }
        if (fetchThreadsMax < 1) {
            throw new IllegalArgumentException("fetchThreadsMax must be positive: " + fetchThreadsMax);
        }
    }

    /** How much is buffered by default in a heap of so many bytes: a sixteenth of it, within bounds. */
    static long bufferedBytesIn(long heapBytes) {
        return Math.max(BUFFERED_BYTES_LEAST, Math.min(BUFFERED_BYTES_MOST, heapBytes / 16));
    }

    FetchSettings withRecordsPerFetchMax(int records) {
        return new FetchSettings(
                records, fetchesPerSecondPerShard, bytesPerSecondPerShard, bufferedBytesMax, fetchThreadsMax, hurries);
    }

    /** Who states a limit wants it to be kept. */
    FetchSettings withFetchesPerSecondPerShard(int fetches) {
        return new FetchSettings(
                recordsPerFetchMax, fetches, bytesPerSecondPerShard, bufferedBytesMax, fetchThreadsMax, false);
    }

    /** Who states a limit wants it to be kept. */
    FetchSettings withBytesPerSecondPerShard(long bytes) {
        return new FetchSettings(
                recordsPerFetchMax, fetchesPerSecondPerShard, bytes, bufferedBytesMax, fetchThreadsMax, false);
    }

    FetchSettings withBufferedBytesMax(long bytes) {
        return new FetchSettings(
                recordsPerFetchMax, fetchesPerSecondPerShard, bytesPerSecondPerShard, bytes, fetchThreadsMax, hurries);
    }

    FetchSettings withFetchThreadsMax(int threads) {
        return new FetchSettings(
                recordsPerFetchMax,
                fetchesPerSecondPerShard,
                bytesPerSecondPerShard,
                bufferedBytesMax,
                threads,
                hurries);
    }

    FetchSettings withHurry(boolean yes) {
        return new FetchSettings(
                recordsPerFetchMax,
                fetchesPerSecondPerShard,
                bytesPerSecondPerShard,
                bufferedBytesMax,
                fetchThreadsMax,
                yes);
    }

    /** Nanoseconds from the end of the call that gave this to the next one of the shard. */
    long delayNanos(Chunk chunk, long callNanos) {
        boolean isBehind = !chunk.isAtTip() && chunk.bytesRead() > 0;
        return hurries && isBehind ? 0 : delayNanos(chunk.bytesRead(), callNanos);
    }

    /** The same by the limits alone. */
    long delayNanos(long bytesRead, long callNanos) {
        long byCalls = TimeUnit.SECONDS.toNanos(1) / fetchesPerSecondPerShard;
        long byBytes = (long) (1e9 * bytesRead / bytesPerSecondPerShard);
        return Math.max(0, Math.max(byCalls, byBytes) - callNanos);
    }
}
