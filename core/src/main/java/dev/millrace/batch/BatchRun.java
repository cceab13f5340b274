package dev.millrace.batch;

import dev.millrace.MillraceException;
import dev.millrace.MillraceException.Kind;
import dev.millrace.batch.AccumulatorTotals.Update;
import dev.millrace.batch.BatchRecord.Done;
import dev.millrace.batch.BatchRecord.Seal;
import dev.millrace.batch.BatchRecord.SinkOutputs;
import dev.millrace.batch.Program.ActionEntry;
import dev.millrace.batch.Program.OperatorEntry;
import dev.millrace.batch.Program.OutputEntry;
import dev.millrace.batch.Program.SinkEntry;
import dev.millrace.connector.GroupingSink;
import dev.millrace.connector.Prepared;
import dev.millrace.connector.StagedOutput;
import dev.millrace.connector.StagedSink;
import dev.millrace.engine.Addition;
import dev.millrace.engine.BatchInputs;
import dev.millrace.engine.EngineBatch;
import dev.millrace.engine.Tally;
import dev.millrace.plan.Plan;
import dev.millrace.status.BatchStep;
import dev.millrace.storage.StateFile;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The life of one batch from its run to its publication, in the order of the design. Used once, by the loop's thread. */
final class BatchRun {
    /** Without records most outputs do nothing, and reading the clock would be a third of what a thousand of them cost. */
    private static final int IDLE_OUTPUTS_BY_ONE_CLOCK_READING = 16;

    /** Where the functions of outputs add that run in the driver. */
    private static final int DRIVER = Integer.MIN_VALUE;

    private final LoopParts parts;
    private final Program program;
    private final EngineBatch engineBatch;
    private final BatchScope scope;
    private final @Nullable Seal seal;
    private final @Nullable OpenGroup group;
    private final long batch;
    private boolean isSealed;
    private boolean isDone;
    private final List<SinkOutputs> staged = new ArrayList<>();
    private Update totals = Update.NOTHING;

    /**
     * {@code seal} is null for a batch without records, of which only the actions run and nothing is written. What a batch
     * of a group would write in its end is left to the group.
     */
    BatchRun(
            LoopParts parts,
            EngineBatch engineBatch,
            @Nullable Seal seal,
            boolean isSealed,
            @Nullable OpenGroup group) {
        this.parts = parts;
        this.program = parts.program();
        this.engineBatch = engineBatch;
        this.scope = new BatchScope(engineBatch, parts.dynamics());
        this.seal = seal;
        this.batch = engineBatch.inputs().batch();
        this.isSealed = isSealed;
        this.group = group;
    }

    /** Runs the batch; returns whether anything of it was written. {@code timing} takes what its outputs needed, or is null. */
    boolean run(@Nullable Timing timing) {
        Tally driver = Tally.begin(DRIVER, 0);
        try {
            if (seal != null && program.mustSealFirst()) {
                ensureSealed(seal);
            }
            runOutputs(timing);
            remember();
            if (seal == null) {
                addUp(driver);
                return group == null ? commitUnwritten() : leaveTo(group);
            }
            List<StateFile> stateFiles = runState();
            addUp(driver);
            return group == null ? finish(seal, stateFiles) : leaveTo(group);
        } catch (Exception e) {
            if (!isDone) {
                engineBatch.abort();
            }
            throw e;
        } finally {
            driver.end();
            parts.progress().ends();
        }
    }

    private void runOutputs(@Nullable Timing timing) {
        long now = 0;
        int begun = 0;
        for (OutputEntry output : program.outputs()) {
            boolean runs = seal != null || output instanceof ActionEntry;
            BatchInputs inputs = engineBatch.inputs();
            if (!runs || !output.isDue(inputs.previousTime(), inputs.time())) {
                continue;
            }
            parts.stop().throwIfNow();
            if (seal != null || begun++ % IDLE_OUTPUTS_BY_ONE_CLOCK_READING == 0) {
                now = parts.clock().nanoTime();
            }
            parts.progress().begins(output.name(), batch, now);
            parts.observers().outputStarted(output.name(), batch);
            try {
                run(output);
            } catch (MillraceException e) {
                throw failureText().of(output, batch, e);
            } catch (Error e) {
                parts.progress().failed(failureText().of(output, batch, failedFunction(e)));
                throw e;
            }
            if (timing != null) {
                timing.ran(output.name(), now, parts.clock().nanoTime());
            }
            parts.observers().outputCompleted(output.name(), batch);
        }
    }

    private void remember() {
        RememberedBatches remembered = program.remembered();
        if (remembered != null) {
            parts.progress().begins("remember", batch, parts.clock().nanoTime());
            try {
                remembered.keep(scope, program, seal == null);
            } catch (MillraceException e) {
                throw failureText().of(batch, e);
            }
        }
    }

    private void run(OutputEntry output) {
        if (output instanceof ActionEntry action) {
            act(action);
        } else if (output instanceof SinkEntry<?> sink) {
            write(sink);
        }
    }

    private FailureText failureText() {
        return new FailureText(program, parts.log().isDurable());
    }

    private void act(ActionEntry entry) {
        try {
            entry.action().run(scope);
        } catch (MillraceException e) {
            throw e;
        } catch (InterruptedException e) {
            throw parts.stop().isNow() ? parts.pause().interrupted(e) : failedFunction(e);
        } catch (Exception e) {
            throw failedFunction(e);
        }
        if (seal != null) {
            parts.observers().step(BatchStep.OUTPUT_WRITTEN, batch);
        }
    }

    private MillraceException failedFunction(Throwable thrown) {
        return new MillraceException(Kind.USER_CODE, "batch " + batch + ": its function failed: " + thrown, thrown);
    }

    private <T> void write(SinkEntry<T> entry) {
        if (group != null && entry.sink() instanceof GroupingSink<?, ?>) {
            prepare(entry, group);
            return;
        }
        boolean stages = entry.sink() instanceof StagedSink;
        if (!stages && seal != null) {
            ensureSealed(seal);
        }
        List<StagedOutput> outputs = parts.sinkJob().write(entry, scope);
        if (!outputs.isEmpty()) {
            staged.add(new SinkOutputs(entry.name(), outputs));
        }
        parts.observers().step(stages ? BatchStep.OUTPUT_STAGED : BatchStep.OUTPUT_WRITTEN, batch);
    }

    private <T> void prepare(SinkEntry<T> entry, OpenGroup into) {
        prepare(entry, groupingSink(entry), into);
    }

    @SuppressWarnings("unchecked") // a sink that groups does so for its own records
    private static <T> GroupingSink<? super T, Object> groupingSink(SinkEntry<T> entry) {
        return (GroupingSink<? super T, Object>) entry.sink();
    }

    private <T, R> void prepare(SinkEntry<T> entry, GroupingSink<? super T, R> sink, OpenGroup into) {
        List<Prepared<R>> prepared = parts.sinkJob().prepare(entry, sink, scope);
        if (!prepared.isEmpty()) {
            into.take(entry, sink.ofPrepared(), prepared);
        }
    }

    /** The ranges are durable before the first outside effect. */
    private void ensureSealed(Seal durable) {
        if (group != null) {
            group.ensureSealed(parts);
            return;
        }
        if (!isSealed) {
            parts.stop().throwIfNow();
            parts.log().append(durable);
            isSealed = true;
            parts.observers().step(BatchStep.SEALED, batch);
        }
    }

    /** What was added to accumulators, in tasks and by the functions of outputs themselves, counts if the batch does. */
    private void addUp(Tally driver) {
        Collection<Addition> inTasks = engineBatch.additions();
        if (!inTasks.isEmpty() || !driver.isEmpty()) {
            List<Addition> additions = new ArrayList<>(inTasks);
            driver.additions(additions::add);
            totals = parts.accumulators().with(group == null ? Update.NOTHING : group.totals(), additions);
        }
    }

    private boolean leaveTo(OpenGroup to) {
        engineBatch.commit();
        isDone = true;
        if (!totals.isEmpty()) {
            to.setTotals(totals);
        }
        return false;
    }

    private boolean commitUnwritten() {
        engineBatch.commit();
        parts.accumulators().commit(totals, false);
        isDone = true;
        return false;
    }

    private boolean finish(Seal sealedRanges, List<StateFile> stateFiles) {
        boolean changedNothing = sealedRanges.sources().isEmpty()
                && stateFiles.isEmpty()
                && staged.isEmpty()
                && program.remembered() == null;
        if (changedNothing && !isSealed && parts.log().isDurable()) {
            return commitUnwritten();
        }
        Done done = new Done(batch, scope.time(), engineBatch.inputs().epoch(), stateFiles, staged);
        parts.stop().throwIfNow();
        parts.log().append(records(sealedRanges, done));
        parts.accumulators().commit(totals, true);
        isDone = true;
        parts.observers().step(BatchStep.DONE, batch);
        engineBatch.commit();
        parts.observers().step(BatchStep.STATE_COMMITTED, batch);
        parts.publish(done);
        return true;
    }

    private List<BatchRecord> records(Seal sealedRanges, Done done) {
        List<BatchRecord> records = new ArrayList<>(3);
        if (!isSealed) {
            records.add(sealedRanges);
        }
        records.add(done);
        if (parts.log().isDurable()
                && (!totals.isEmpty() || parts.accumulators().hasUnsaved())) {
            records.add(parts.accumulators().toStore(totals));
        }
        return records;
    }

    private List<StateFile> runState() {
        parts.progress().begins("its state", batch, parts.clock().nanoTime());
        if (program.operators().isEmpty()) {
            return List.of();
        }
        List<Plan<?>> plans = new ArrayList<>(program.operators().size());
        for (OperatorEntry operator : program.operators()) {
            plans.add(scope.bind(operator.plan()));
        }
        try {
            engineBatch.runStateful(plans);
        } catch (MillraceException e) {
            throw failureText().of(batch, e);
        } catch (Error e) {
            parts.progress().failed(failureText().of(batch, failedFunction(e)));
            throw e;
        }
        if (!parts.log().isDurable() || group != null) {
            return List.of();
        }
        parts.stop().throwIfNow();
        List<StateFile> files = engineBatch.stageState();
        parts.observers().step(BatchStep.STATE_STAGED, batch);
        return files;
    }
}
