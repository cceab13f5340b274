package dev.millrace.batch;

import dev.millrace.MillraceException;
import dev.millrace.MillraceException.Kind;
import dev.millrace.batch.BatchRecord.Done;
import dev.millrace.batch.BatchRecord.SinkOutputs;
import dev.millrace.batch.Program.DynamicEntry;
import dev.millrace.batch.Program.OutputEntry;
import dev.millrace.batch.Program.SinkEntry;
import dev.millrace.connector.Clock;
import dev.millrace.connector.StagedSink;
import dev.millrace.plan.SourceInput;
import dev.millrace.status.BatchStep;
import java.util.Map;

/** What the steps of a loop work with; made once per start. */
record LoopParts(
        Program program,
        Map<SourceInput<?>, DynamicEntry<?>> dynamics,
        Clock clock,
        BatchLog log,
        Observers observers,
        StopSignal stop,
        Pause pause,
        SinkJob sinkJob,
        Progress progress,
        AccumulatorTotals accumulators) {
    /** The staged sink that the program saves to under this name. */
    StagedSink<?> stagedSink(String name) {
        StagedSink<?> found = findStagedSink(name);
        if (found == null) {
            throw new MillraceException(Kind.INTERNAL, "the program has no staged sink '" + name + "'");
        }
        return found;
    }

    /** The batch is done: what its tasks staged becomes visible. */
    void publish(Done done) {
        for (SinkOutputs outputs : done.outputs()) {
            progress.begins("publishing " + outputs.sink(), done.batch(), clock.nanoTime());
            sinkJob.publish(stagedSink(outputs.sink()), done.batch(), outputs);
            observers.step(BatchStep.OUTPUT_PUBLISHED, done.batch());
        }
    }

    @org.jspecify.annotations.Nullable
    StagedSink<?> findStagedSink(String name) {
        for (OutputEntry output : program.outputs()) {
            if (output instanceof SinkEntry<?> entry
                    && entry.name().equals(name)
                    && entry.sink() instanceof StagedSink<?> sink) {
                return sink;
            }
        }
        return null;
    }
}
