package dev.millrace.connector.kinesis;

import java.io.Serializable;
import java.util.concurrent.TimeUnit;

/**
 * How a stream is fetched: within the service's limits of 5 calls and 2 MiB a second and shard, and within memory.
 *
 * @param bufferedBytesMax what is fetched and not yet given to a batch, over all shards; a reply may exceed it once
 */
record FetchSettings(
        int recordsPerFetchMax,
        int fetchesPerSecondPerShard,
        long bytesPerSecondPerShard,
        long bufferedBytesMax,
        int fetchThreadsMax)
        implements Serializable {
    static final int RECORDS_PER_FETCH_LIMIT = 10_000;
    static final FetchSettings DEFAULTS =
            new FetchSettings(RECORDS_PER_FETCH_LIMIT, 5, 2 * 1024 * 1024, 64 * 1024 * 1024, 8);

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

    /** Nanoseconds from the end of a call to the next one of the shard. */
    long delayNanos(long bytesRead, long callNanos) {
        long byCalls = TimeUnit.SECONDS.toNanos(1) / fetchesPerSecondPerShard;
        long byBytes = (long) (1e9 * bytesRead / bytesPerSecondPerShard);
        return Math.max(0, Math.max(byCalls, byBytes) - callNanos);
    }
}
