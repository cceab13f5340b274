package dev.millrace.status;

import dev.millrace.ContextState;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a context is doing and has done since its start.
 *
 * @param recovery what the start found in the checkpoint
 * @param batchesDone batches that had something to do
 * @param idleBatches batches without records, which wrote nothing
 * @param lastBatch the last one that had something to do, if any
 * @param retrying what the outside refused and is being tried again, the longest first
 * @param hanging what has been running for longer than the hang timeout, if anything
 */
public record StreamingStatus(
        String appName,
        ContextState state,
        @Nullable Instant startedAt,
        Recovery recovery,
        long batchesDone,
        long idleBatches,
        @Nullable BatchInfo lastBatch,
        List<SourceStatus> sources,
        List<OutputStatus> outputs,
        List<Retrying> retrying,
        @Nullable RunningCode hanging) {
    public StreamingStatus {
        sources = List.copyOf(sources);
        outputs = List.copyOf(outputs);
        retrying = List.copyOf(retrying);
    }
}
