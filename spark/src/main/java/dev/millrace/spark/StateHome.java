package dev.millrace.spark;

import dev.millrace.MillraceException;
import dev.millrace.engine.BatchInputs;
import dev.millrace.engine.EmbeddedEngine;
import dev.millrace.engine.EngineBatch;
import dev.millrace.state.OperatorStates;
import java.io.Serializable;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The state of one partition of a stateful operator, where it lives in an executor. After a task it holds what the task made
 * of it, without knowing whether that attempt has won: the next task, which names the version it builds upon, keeps it
 * or undoes it. One task at a time; another waits.
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

    /** Which partition of which operator. */
    record Place(String operator, int partition, int partitions) implements Serializable {}

    /** What a task does with the state: runs it in a batch of the home's own engine. */
    @FunctionalInterface
    interface Visit<R> {
        R run(EngineBatch batch) throws Exception;
    }

    /** Runs a batch on top of version {@code base}, which makes {@code made} of it. */
    <R> R visit(String base, String made, BatchInputs inputs, Visit<R> visit) throws Exception {
        turn.lockInterruptibly();
        try {
            EngineBatch batch = at(base).begin(inputs);
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

    private EmbeddedEngine at(String base) {
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
        EmbeddedEngine here = engine;
        if (here == null || (base.isEmpty() && !version.isEmpty())) {
            here = EmbeddedEngine.create("state", 1, side.clock(), OperatorStates.inMemory(side.serdes()));
            engine = here;
            version = "";
        }
        if (!base.equals(version)) {
            throw new MillraceException(
                    MillraceException.Kind.EXTERNAL_SYSTEM,
                    "the state of '" + place.operator() + "', partition " + place.partition()
                            + ", is gone with the executor that had it; with a checkpoint directory it would be taken"
                            + " up from there");
        }
        return here;
    }

    void close() {
        EmbeddedEngine here = engine;
        if (here != null) {
            here.close();
        }
    }
}
