package dev.millrace;

import dev.millrace.MillraceException.Kind;
import dev.millrace.batch.AccumulatorTotals;
import dev.millrace.batch.BatchLoop;
import dev.millrace.batch.LoopStatus;
import dev.millrace.batch.LoopWorld;
import dev.millrace.batch.Observers;
import dev.millrace.batch.Program;
import dev.millrace.batch.StopSignal;
import dev.millrace.connector.Clock;
import dev.millrace.engine.EmbeddedEngine;
import dev.millrace.engine.Engine;
import dev.millrace.receiver.ReceiverParts;
import dev.millrace.state.OperatorStates;
import dev.millrace.state.StateStore;
import dev.millrace.status.StreamingStatus;
import dev.millrace.storage.CheckpointStorage;
import dev.millrace.storage.LocalCheckpointStorage;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A program that has been started: its batch loop, the thread that drives it, and its end. The loop belongs to that thread
 * from {@link #startThread} on; all else may be called by any thread.
 */
final class ContextRun {
    private static final System.Logger LOGGER = System.getLogger("dev.millrace");

    private final ContextSettings settings;
    private final Lifecycle lifecycle;
    private final Observers observers;
    private final Clock clock;
    private final Engine engine;
    private final StopSignal stop = new StopSignal();
    private final BatchLoop loop;
    private @Nullable Thread thread;

    /** What a context and its run share. */
    record Shared(
            Observers observers, AccumulatorTotals accumulators, Broadcasts broadcasts, Portability portability) {}

    private ContextRun(ContextSettings settings, Lifecycle lifecycle, Shared shared, Program program) {
        this.settings = settings;
        this.lifecycle = lifecycle;
        this.observers = shared.observers();
        this.clock = settings.clock();
        CheckpointStorage storage = openStorage(settings);
        this.engine = openEngineOrClose(settings, storage, shared.portability().functions());
        shared.broadcasts().opened(engine);
        this.loop = new BatchLoop(
                program,
                settings.loop(),
                new LoopWorld(
                        clock,
                        engine,
                        storage,
                        settings.durability(),
                        observers,
                        shared.accumulators(),
                        new ReceiverParts(
                                settings.receivers(),
                                settings.serdes(),
                                storage,
                                settings.receiverExecutor(),
                                observers)),
                stop);
    }

    /** Opens everything and checks the program against its checkpoint; lets go of all of it if that fails. */
    static ContextRun open(ContextSettings settings, Lifecycle lifecycle, Shared shared, Program program) {
        ContextRun run = new ContextRun(settings, lifecycle, shared, program);
        try {
            run.loop.open();
            return run;
        } catch (RuntimeException | Error e) {
            run.loop.close();
            throw e;
        }
    }

    private static @Nullable CheckpointStorage openStorage(ContextSettings settings) {
        if (settings.storage() != null) {
            return settings.storage().get();
        }
        Path directory =
                settings.checkpoint() == null ? null : settings.checkpoint().directory();
        return directory == null ? null : LocalCheckpointStorage.open(directory, settings.syncPolicy());
    }

    private static Engine openEngineOrClose(
            ContextSettings settings, @Nullable CheckpointStorage storage, Set<String> functionClasses) {
        try {
            return openEngine(settings, storage, functionClasses);
        } catch (RuntimeException | Error e) {
            if (storage != null) {
                storage.close();
            }
            throw e;
        }
    }

    private static Engine openEngine(
            ContextSettings settings, @Nullable CheckpointStorage storage, Set<String> functionClasses) {
        if (settings.engine() != null) {
            return settings.engine().open(storage, functionClasses);
        }
        return EmbeddedEngine.create(
                settings.loop().appName(),
                settings.threads(),
                settings.clock(),
                openState(settings, storage),
                settings.kept());
    }

    private static StateStore openState(ContextSettings settings, @Nullable CheckpointStorage storage) {
        if (storage == null) {
            return OperatorStates.inMemory(settings.serdes());
        }
        Executor snapshots = settings.snapshotExecutor();
        return snapshots == null
                ? OperatorStates.durable(
                        settings.serdes(), storage, settings.loop().appName() + "-state", settings.threads())
                : OperatorStates.durable(settings.serdes(), storage, snapshots);
    }

    /** What it does and has done. */
    StreamingStatus describe(ContextState state, @Nullable Instant startedAt) {
        LoopStatus status = loop.status();
        return new StreamingStatus(
                settings.loop().appName(),
                state,
                startedAt,
                status.recovery(),
                status.batchesDone(),
                status.idleBatches(),
                status.lastBatch(),
                status.sources(),
                status.outputs(),
                status.pendingBatches(),
                engine.keysByOperator(),
                status.listenerEventsDropped(),
                status.retrying(),
                status.hanging(() -> HangingCode.describe(engine, thread)));
    }

    /** Batches run on a thread of their own from here on. */
    void startThread() {
        Thread started =
                new Thread(this::runBatches, "millrace-" + settings.loop().appName());
        started.setDaemon(true);
        thread = started;
        observers.begin("millrace-" + settings.loop().appName() + "-listener");
        started.start();
    }

    /** Batches run when the caller says so. */
    BatchDriver driveByHand() {
        try {
            loop.recover();
        } catch (Throwable t) {
            throw failedByHand(t);
        }
        return new BatchDriver(this, loop, stop);
    }

    private void runBatches() {
        try {
            loop.recover();
            while (!stop.isSet()) {
                awaitAndRunBatch();
            }
            if (!stop.isNow()) {
                while (!stop.isNow() && loop.drainBatch()) {
                    // What receivers have is processed.
                }
                loop.finish();
            }
        } catch (Throwable t) {
            if (!stop.isNow()) {
                failed(t);
                return;
            }
            LOGGER.log(Level.DEBUG, "a batch was ended by a stop", t);
        }
        ended();
    }

    /** A method of its own, since a loop that waits most of the time is itself never compiled. */
    private void awaitAndRunBatch() throws InterruptedException {
        long due = loop.nextDueNanos();
        if (clock.nanoTime() - due < 0) {
            clock.park(due);
            if (clock.nanoTime() - due < 0) {
                loop.woken();
            }
        } else {
            loop.runBatch();
        }
    }

    /** The context has failed: lets go of everything and returns what {@code awaitTermination} will throw. */
    private MillraceException failed(Throwable t) {
        MillraceException failure = t instanceof MillraceException known ? known : told(t);
        loop.close();
        observers.streamingStopped();
        observers.end(settings.stopTimeout());
        lifecycle.failed(failure);
        return failure;
    }

    private MillraceException told(Throwable t) {
        String application = "application '" + settings.loop().appName() + "': ";
        if (t instanceof InterruptedException) {
            return new MillraceException(
                    Kind.USER_CODE,
                    application
                            + "the thread that runs its batches was interrupted, and not by a stop. A function of the"
                            + " program did that, or a library that it calls: leave Thread.interrupt() of this thread to stop()",
                    t);
        }
        MillraceException known = t instanceof Error error ? loop.status().failureOf(error) : null;
        return known != null
                ? known
                : new MillraceException(t instanceof Error ? Kind.USER_CODE : Kind.INTERNAL, application + t, t);
    }

    /** The same where batches run by hand. An error is a simulated death: nothing is tidied up, and it is thrown on. */
    MillraceException failedByHand(Throwable t) {
        if (t instanceof Error error) {
            loop.abandon();
            lifecycle.failed(new MillraceException(Kind.INTERNAL, "the context ended with " + t, t));
            throw error;
        }
        return failed(t);
    }

    void close() {
        loop.close();
    }

    void ended() {
        loop.close();
        observers.streamingStopped();
        observers.end(settings.stopTimeout());
        lifecycle.stopped();
    }

    void stop(StopMode mode) throws InterruptedException {
        if (mode == StopMode.GRACEFULLY) {
            lifecycle.move(Set.of(ContextState.Running.class), new ContextState.Draining());
            engine.draining();
            stop.afterThisBatch();
            clock.wake();
            if (thread != null && !isAwaited()) {
                lifecycle.awaitEnd();
            }
        } else {
            stopNow();
        }
    }

    private void stopNow() throws InterruptedException {
        stop.now();
        clock.wake();
        Thread running = thread;
        if (running == null) {
            ended();
        } else if (running != Thread.currentThread()) {
            running.interrupt();
            engine.close();
            if (!isAwaited() && !hasEnded()) {
                AutoCloseable closing = loop.closing();
                LOGGER.log(
                        Level.WARNING,
                        "''{0}'' is stopped, but {1}",
                        settings.loop().appName(),
                        closing == null
                                ? "its batch does not end: " + HangingCode.describe(engine, running)
                                : closing + " is still being closed");
                ended();
            }
        }
    }

    /** Whether the end waits for this very thread: it runs batches or tasks of them, or tells a listener. */
    private boolean isAwaited() {
        Thread caller = Thread.currentThread();
        return thread == caller || engine.runsTasksIn(caller) || observers.isTelling();
    }

    /** Waits for the batch under way, and once more where that has ended and its sources, say, are being closed. */
    private boolean hasEnded() throws InterruptedException {
        long nanos = settings.stopTimeout().toNanos();
        return lifecycle.awaitEnd(nanos) || (loop.closing() != null && lifecycle.awaitEnd(nanos));
    }
}
