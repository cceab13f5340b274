package dev.millrace.spark;

import dev.millrace.MillraceException;
import dev.millrace.engine.BatchInputs;
import dev.millrace.engine.EmbeddedEngine;
import dev.millrace.engine.EngineBatch;
import dev.millrace.state.KeyGroupRange;
import dev.millrace.state.OperatorStates;
import dev.millrace.storage.CheckpointStorage;
import dev.millrace.storage.StateFile;
import java.io.Serializable;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The state of one partition of a stateful operator, where it lives in an executor. After a task it holds what the task made
 * of it, without knowing whether that attempt has won: the next task, which names the version it builds upon, keeps it
 * or undoes it. What isn't that version then is put together from the checkpoint's files. One task at a time; another waits.
 */
final class StateHome {
    private final Place place;
    private final ExecutorSide side;
    private final ReentrantLock turn = new ReentrantLock();
    private @Nullable EmbeddedEngine engine;
    private @Nullable EngineBatch underWay;
    private String version = "";
    private String madeUnderWay = "";

    StateHome(Place place, ExecutorSide side) {
        this.place = place;
        this.side = side;
    }

    /** Which partition of which operator, whose keys are divided into so many groups. */
    record Place(String operator, int keyGroups, int partition, int partitions) implements Serializable {}

    /** A version of a partition's state, empty for none, and the files that hold it if there is a checkpoint. */
    record Version(String name, List<StateFile> files) implements Serializable {}

    /** What a task does with the state: runs it in a batch of the home's own engine. */
    @FunctionalInterface
    interface Visit<R> {
        R run(EngineBatch batch) throws Exception;
    }

    /** Runs a batch on top of version {@code base}, which makes {@code made} of it. */
    <R> R visit(Version base, String made, BatchInputs inputs, Visit<R> visit) throws Exception {
        turn.lockInterruptibly();
        try {
            EngineBatch batch = begin(base, inputs);
            boolean done = false;
            try {
                R result = visit.run(batch);
                underWay = batch;
                madeUnderWay = made;
                done = true;
                return result;
            } finally {
                if (!done) {
                    batch.abort();
                }
            }
        } finally {
            turn.unlock();
        }
    }

    private EngineBatch begin(Version base, BatchInputs inputs) {
        settle(base.name());
        EmbeddedEngine here = engine;
        if (here != null && version.equals(base.name())) {
            try {
                return here.begin(inputs);
            } catch (MillraceException e) {
                // A batch that was undone had changed values in place: they are read again.
            }
        }
        return restored(base).begin(inputs);
    }

    /** What the last task made is the state now if {@code base} is just that; else it never was. */
    private void settle(String base) {
        EngineBatch last = underWay;
        if (last != null) {
            underWay = null;
            if (base.equals(madeUnderWay)) {
                last.commit();
                version = madeUnderWay;
            } else {
                last.abort();
            }
        }
    }

    private EmbeddedEngine restored(Version base) {
        CheckpointStorage checkpoint = side.checkpoint();
        if (checkpoint == null && !base.name().isEmpty()) {
            throw new MillraceException(
                    MillraceException.Kind.EXTERNAL_SYSTEM,
                    "the state of '" + place.operator() + "', partition " + place.partition()
                            + ", is gone: with the executor that had it, or with an attempt that failed after it had changed"
                            + " values in place. With a checkpoint directory it would be taken up from there");
        }
        close();
        engine = null;
        OperatorStates states = checkpoint == null
                ? OperatorStates.inMemory(side.serdes())
                : OperatorStates.durable(side.serdes(), checkpoint, side.snapshots());
        states.restore(base.files(), KeyGroupRange.of(place.keyGroups(), place.partition(), place.partitions()));
        EmbeddedEngine here = EmbeddedEngine.create("state", 1, side.clock(), states);
        engine = here;
        version = base.name();
        return here;
    }

    void close() {
        EmbeddedEngine here = engine;
        if (here != null) {
            here.close();
        }
    }
}
