package dev.millrace.spark;

import dev.millrace.engine.BatchInputs;
import dev.millrace.serde.Serdes;
import java.io.Serializable;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What every task of a batch is told: whose it is, how values are written, where the checkpoint is or null, and what the
 * batch is bound to.
 */
record BatchFacts(
        String engine,
        Serdes serdes,
        @Nullable URI checkpoint,
        long batch,
        Instant time,
        Instant previousTime,
        long epoch,
        int attempt,
        int defaultPartitions)
        implements Serializable {
    static BatchFacts of(String engine, Serdes serdes, @Nullable URI checkpoint, BatchInputs inputs) {
        return new BatchFacts(
                engine,
                serdes,
                checkpoint,
                inputs.batch(),
                inputs.time(),
                inputs.previousTime(),
                inputs.epoch(),
                inputs.attempt(),
                inputs.defaultPartitions());
    }

    /** The batch as an engine in an executor sees it: what it reads is in the plan. */
    BatchInputs inputs(int taskAttempt) {
        return new BatchInputs(batch, time, previousTime, epoch, taskAttempt, defaultPartitions, Map.of());
    }
}
