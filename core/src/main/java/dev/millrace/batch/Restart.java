package dev.millrace.batch;

import dev.millrace.batch.BatchRecord.SinkOutputs;
import dev.millrace.batch.Program.OperatorEntry;
import dev.millrace.batch.Program.OutputEntry;
import dev.millrace.batch.Program.SinkEntry;
import dev.millrace.connector.StagedSink;
import dev.millrace.engine.Engine;
import dev.millrace.storage.StateFile;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What has to be brought to an end, and taken up, of earlier starts before batches run. Used once, by the loop's thread. */
final class Restart {
    private final LoopParts parts;

    Restart(LoopParts parts) {
        this.parts = parts;
    }

    /** Publishes what may not be visible yet; how many outputs were not. */
    int publish() {
        BatchHistory history = parts.log().history();
        int published = 0;
        for (SinkOutputs outputs : history.lastOutputs()) {
            StagedSink<?> sink = parts.findStagedSink(outputs.sink());
            if (sink != null) {
                published += parts.sinkJob().publish(sink, history.lastDone(), outputs);
            }
        }
        return published;
    }

    void takeUpState(Engine engine) {
        discardUnpublished();
        engine.restore(parts.log().history().lastDone(), stateFilesOfTheProgram());
        parts.log().deleteGarbage();
    }

    /** The state of operators that the program doesn't have stays where it is: even its classes may be gone. */
    private List<StateFile> stateFilesOfTheProgram() {
        Set<String> operators =
                parts.program().operators().stream().map(OperatorEntry::name).collect(Collectors.toSet());
        return parts.log().history().stateFiles().stream()
                .filter(file -> operators.contains(file.operator()))
                .toList();
    }

    private void discardUnpublished() {
        BatchHistory history = parts.log().history();
        for (OutputEntry output : parts.program().outputs()) {
            if (output instanceof SinkEntry<?> entry && entry.sink() instanceof StagedSink<?> sink) {
                try {
                    sink.discardUnpublished(entry.name(), history.lastDone() + 1, history.epoch());
                } catch (Exception e) {
                    throw SinkAction.describe(e, "sink '" + entry.name() + "', clearing up after earlier runs");
                }
            }
        }
    }
}
