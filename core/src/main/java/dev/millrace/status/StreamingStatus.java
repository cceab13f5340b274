package dev.millrace.status;

import dev.millrace.ContextState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a context is doing and has done since its start.
 *
 * @param recovery what the start found in the checkpoint
 * @param batchesDone batches that had something to do
 * @param idleBatches batches without records, which wrote nothing
 * @param lastBatch the last one that had something to do, if any
 * @param pendingBatches how many batches waited when the last one began, where late ones aren't merged
 * @param keysByOperator how many keys each operator with state has, as far as the engine knows: roughly while a batch runs; on Spark as the last batch left them
 * @param listenerEventsDropped how many events found no room in the queue of a listener
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
        long pendingBatches,
        Map<String, Long> keysByOperator,
        long listenerEventsDropped,
        List<Retrying> retrying,
        @Nullable RunningCode hanging) {
    public StreamingStatus {
        sources = List.copyOf(sources);
        outputs = List.copyOf(outputs);
        keysByOperator = Map.copyOf(keysByOperator);
        retrying = List.copyOf(retrying);
    }

    /** What a context says that was never started. */
    public static StreamingStatus notStarted(String appName, ContextState state) {
        return new StreamingStatus(
                appName,
                state,
                null,
                Recovery.none(),
                0,
                0,
                null,
                List.of(),
                List.of(),
                0,
                Map.of(),
                0,
                List.of(),
                null);
    }
}
