package dev.millrace.batch;

import dev.millrace.batch.BatchRecord.Done;
import dev.millrace.batch.BatchRecord.SinkOutputs;
import dev.millrace.batch.Program.OutputEntry;
import dev.millrace.connector.StagedOutput;
import dev.millrace.connector.StagedSink;
import dev.millrace.status.BatchStep;
import dev.millrace.storage.StateFile;
import java.util.ArrayList;
import java.util.List;

/**
 * The end of a group of batches, which have run: what a batch by itself writes after its run, once for all of them, in the
 * same order and under the number of the last. Used once, by the loop's thread.
 */
final class GroupCommit {
    private final LoopParts parts;
    private final OpenGroup group;
    private final long batch;
    private final long epoch;
    private final List<SinkOutputs> staged = new ArrayList<>();
    private boolean isDone;

    GroupCommit(LoopParts parts, OpenGroup group) {
        this.parts = parts;
        this.group = group;
        this.batch = group.last().batch();
        this.epoch = parts.log().history().epoch();
    }

    void run() {
        try {
            group.engineGroup().end(batch);
            for (OutputEntry output : parts.program().outputs()) {
                OpenGroup.Part<?> part = group.part(output.name());
                if (part != null) {
                    write(part);
                }
            }
            finish(stageState());
        } catch (Exception e) {
            if (!isDone) {
                group.engineGroup().abort();
            }
            throw e;
        } finally {
            parts.progress().ends();
        }
    }

    private <R> void write(OpenGroup.Part<R> part) {
        boolean stages = part.to() instanceof StagedSink;
        if (!stages) {
            group.ensureSealed(parts);
        }
        parts.stop().throwIfNow();
        parts.progress().begins(part.sink(), batch, parts.clock().nanoTime());
        SinkAction<R> action =
                new SinkAction<>(part.to(), part.sink(), batch, group.last().time(), epoch, 0);
        List<StagedOutput> outputs = parts.sinkJob().writeGroup(action, part.records());
        if (!outputs.isEmpty()) {
            staged.add(new SinkOutputs(part.sink(), outputs));
        }
        parts.observers().step(stages ? BatchStep.OUTPUT_STAGED : BatchStep.OUTPUT_WRITTEN, batch);
    }

    private List<StateFile> stageState() {
        if (parts.program().operators().isEmpty() || !parts.log().isDurable()) {
            return List.of();
        }
        parts.progress().begins("its state", batch, parts.clock().nanoTime());
        parts.stop().throwIfNow();
        List<StateFile> files = group.engineGroup().stageState();
        parts.observers().step(BatchStep.STATE_STAGED, batch);
        return files;
    }

    private void finish(List<StateFile> stateFiles) {
        boolean readNothing =
                group.seals().stream().allMatch(seal -> seal.sources().isEmpty());
        boolean changedNothing = readNothing && stateFiles.isEmpty() && staged.isEmpty();
        if (changedNothing && !group.isAnySealed() && parts.log().isDurable()) {
            group.engineGroup().commit();
            parts.accumulators().commit(group.totals(), false);
            return;
        }
        Done done = new Done(batch, group.last().time(), epoch, stateFiles, staged);
        parts.stop().throwIfNow();
        parts.log().append(records(done));
        parts.accumulators().commit(group.totals(), true);
        isDone = true;
        parts.observers().step(BatchStep.DONE, batch);
        group.engineGroup().commit();
        parts.observers().step(BatchStep.STATE_COMMITTED, batch);
        parts.publish(done);
    }

    private List<BatchRecord> records(Done done) {
        List<BatchRecord> records = new ArrayList<>(group.unsealed());
        records.add(done);
        if (parts.log().isDurable()
                && (!group.totals().isEmpty() || parts.accumulators().hasUnsaved())) {
            records.add(parts.accumulators().toStore(group.totals()));
        }
        return records;
    }
}
