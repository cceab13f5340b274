package dev.millrace.engine;

import dev.millrace.connector.Split;
import dev.millrace.plan.SourceInput;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What a batch is bound to: its number and time, the time of the batch before it, the epoch and attempt it runs under, the number of partitions after an
 * exchange where the program names none, and the splits of every source. All but epoch and attempt are the same when the
 * batch runs again, so that its partitions are too. {@code reading} says what is to be done where a split can't be read.
 */
public record BatchInputs(
        long batch,
        Instant time,
        Instant previousTime,
        long epoch,
        int attempt,
        int defaultPartitions,
        Map<SourceInput<?>, List<? extends Split<?>>> splits,
        Retries reading) {
    public BatchInputs {
        if (defaultPartitions < 1) {
            throw new IllegalArgumentException("at least one partition, not " + defaultPartitions);
        }
        splits = Map.copyOf(splits);
    }

    /** The same, where reading isn't tried again. */
    public BatchInputs(
            long batch,
            Instant time,
            Instant previousTime,
            long epoch,
            int attempt,
            int defaultPartitions,
            Map<SourceInput<?>, List<? extends Split<?>>> splits) {
        this(batch, time, previousTime, epoch, attempt, defaultPartitions, splits, Retries.NONE);
    }
}
