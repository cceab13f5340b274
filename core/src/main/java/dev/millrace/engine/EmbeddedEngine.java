package dev.millrace.engine;

import dev.millrace.MillraceException;
import dev.millrace.connector.Clock;
import dev.millrace.plan.Plan;
import dev.millrace.serde.Serdes;
import dev.millrace.state.OperatorStates;
import dev.millrace.state.StateStore;
import dev.millrace.storage.StateFile;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * Runs plans in this JVM: the batch thread itself, and {@code workers - 1} threads that help it with stages that are worth
 * waking them. {@link #close}, {@link #runningTasks} and {@link #runsTasksIn} may be called by any thread, the
 * rest by the batch thread.
 */
public final class EmbeddedEngine implements Engine {
    private static final long INLINE_RECORDS_MAX = 1_000;

    private final int workers;
    private final Clock clock;
    private final Workers helpers;
    private final StateStore state;
    private final StageCache stages = new StageCache();
    private final KeptStore kept;
    private final NodeCompiler compiler;
    private @Nullable EmbeddedBatch underWay;
    private boolean isGrouping;
    private volatile @Nullable StageRun stage;
    private volatile boolean closed;

    private EmbeddedEngine(String name, int workers, Clock clock, StateStore state, KeptSettings kept) {
        this.kept = new KeptStore(kept);
        this.compiler = new NodeCompiler(this.kept);
        this.state = state;
        this.workers = workers;
        this.clock = clock;
        this.helpers = new Workers(name, workers - 1);
    }

    /** An engine whose threads carry this name. */
    public static EmbeddedEngine create(String name, int workers, Clock clock) {
        return create(name, workers, clock, OperatorStates.inMemory(Serdes.builtIn()));
    }

    /** An engine that keeps its operators' state there, and closes it. */
    public static EmbeddedEngine create(String name, int workers, Clock clock, StateStore state) {
        return create(name, workers, clock, state, KeptSettings.defaults(Serdes.builtIn()));
    }

    /** The same, which keeps what is persisted as these settings say. */
    public static EmbeddedEngine create(String name, int workers, Clock clock, StateStore state, KeptSettings kept) {
        if (workers < 1) {
            throw new IllegalArgumentException("at least one worker, not " + workers);
        }
        return new EmbeddedEngine(name, workers, clock, state, kept);
    }

    @Override
    public int parallelism() {
        return workers;
    }

    @Override
    public void restore(long batch, List<StateFile> files) {
        state.restore(batch, files);
    }

    @Override
    public EngineBatch begin(BatchInputs inputs) {
        if (underWay != null) {
            throw new IllegalStateException(
                    "batch " + underWay.inputs().batch() + " is under way: " + inputs.batch() + " can't begin");
        }
        EmbeddedBatch batch = new EmbeddedBatch(this, inputs);
        state.begin(inputs.batch(), inputs.epoch(), inputs.attempt());
        underWay = batch;
        return batch;
    }

    @Override
    public boolean groupsBatches() {
        return true;
    }

    @Override
    public EngineGroup beginGroup(long first) {
        if (isGrouping || underWay != null) {
            throw new IllegalStateException("a group can't begin with batch " + first + ": another one is under way");
        }
        state.beginGroup(first);
        isGrouping = true;
        return new Group();
    }

    /** Whether changes of state outlast the batch uncommitted. */
    boolean isGrouping() {
        return isGrouping;
    }

    private final class Group implements EngineGroup {
        @Override
        public void end(long last) {
            state.endGroup(last);
        }

        @Override
        public List<StateFile> stageState() {
            return state.stage();
        }

        @Override
        public void commit() {
            isGrouping = false;
            state.commit();
        }

        @Override
        public void abort() {
            isGrouping = false;
            state.abort();
        }
    }

    void ended(EmbeddedBatch batch) {
        if (underWay == batch) {
            underWay = null;
            kept.tidy();
        }
    }

    Node compile(Plan<?> plan) {
        return compiler.compile(plan);
    }

    StageCache stages() {
        return stages;
    }

    StateStore state() {
        return state;
    }

    /** A function that runs in a task must not start a job: nobody would be left to run it. */
    void checkBatchThread() {
        if (stage != null) {
            throw new MillraceException(
                    MillraceException.Kind.USER_CODE,
                    "an RDD can't be used inside of a function that is run for the records of another");
        }
    }

    @SuppressWarnings("unchecked") // a body's results have its type
    <R> List<R> run(EmbeddedBatch batch, Node node, int site, int from, int until, long recordCount, TaskBody<R> body) {
        int tasks = until - from;
        if (tasks == 0) {
            return List.of();
        }
        StageRun run = new StageRun(batch, node, site, from, until, body, clock);
        stage = run;
        try {
            if (closed) {
                throw new CancellationException("the engine is closed");
            }
            boolean small = recordCount >= 0 && recordCount <= INLINE_RECORDS_MAX;
            boolean helped = tasks > 1 && workers > 1 && !small;
            if (helped) {
                helpers.help(run, tasks - 1);
            }
            run.work();
            if (helped) {
                helpers.done();
            }
            return (List<R>) run.await();
        } finally {
            stage = null;
        }
    }

    @Override
    public Map<String, Long> keysByOperator() {
        return state.keysByOperator();
    }

    @Override
    public List<RunningTask> runningTasks() {
        StageRun run = stage;
        return run == null ? List.of() : run.runningTasks();
    }

    @Override
    public boolean runsTasksIn(Thread thread) {
        return helpers.contain(thread);
    }

    @Override
    public void close() {
        closed = true;
        StageRun run = stage;
        if (run != null) {
            run.cancel();
        }
        helpers.close();
        state.close();
        kept.close();
    }
}
