package dev.millrace.engine;

import dev.millrace.connector.Split;
import dev.millrace.plan.SourceInput;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What a batch is bound to: its number and time, the epoch and attempt it runs under, and the splits of every source. */
public record BatchInputs(
        long batch, Instant time, long epoch, int attempt, Map<SourceInput<?>, List<? extends Split<?>>> splits) {
    public BatchInputs {
        splits = Map.copyOf(splits);
    }
}
