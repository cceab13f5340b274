package dev.millrace.connector.kinesis.kcl;

import dev.millrace.connector.kinesis.InitialPosition;
import java.time.Duration;

/**
 * All that a worker is told.
 *
 * @param initialPosition where shards begin that the application's table says nothing of
 * @param checkpointInterval the table is told of what was stored at most so often, for each shard
 */
record KclSettings(
        Application application,
        Connections connections,
        InitialPosition initialPosition,
        Duration checkpointInterval,
        Reading reading) {
    KclSettings {
        if (checkpointInterval.isNegative()) {
            throw new IllegalArgumentException("checkpointInterval must not be negative: " + checkpointInterval);
        }
    }

    /** How shards are read and how they change hands. */
    record Reading(Retrieval retrieval, LeaseTimes leaseTimes) {}
}
