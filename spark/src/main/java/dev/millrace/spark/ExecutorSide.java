package dev.millrace.spark;

import dev.millrace.batch.SystemClock;
import dev.millrace.connector.Clock;
import dev.millrace.engine.EmbeddedEngine;
import dev.millrace.serde.Serdes;
import dev.millrace.storage.CheckpointStorage;
import java.net.URI;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkEnv;
import org.jspecify.annotations.Nullable;

/**
 * What an executor keeps between the tasks of one engine: embedded engines, whose compiled loops stay warm, and the state
 * of the partitions that live here. Spark gives a task no other place to find it than a static one. Any task.
 */
final class ExecutorSide {
    private static final Map<String, ExecutorSide> SIDES = new ConcurrentHashMap<>();

    private final Clock clock = new SystemClock();
    private final Deque<EmbeddedEngine> idle = new ConcurrentLinkedDeque<>();
    private final Map<StateHome.Place, StateHome> homes = new ConcurrentHashMap<>();
    private final Serdes serdes;
    private final @Nullable CheckpointStorage checkpoint;
    private final ThreadPoolExecutor snapshots;
    private final KeptReads keptReads = new KeptReads();

    private ExecutorSide(String engine, Serdes serdes, @Nullable URI location) {
        this.serdes = serdes;
        this.checkpoint = opened(engine, location);
        // No home has more than one snapshot to write at a time.
        this.snapshots = new ThreadPoolExecutor(1, 1, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
            Thread thread = new Thread(task, "millrace-snapshots");
            thread.setDaemon(true);
            return thread;
        });
        snapshots.allowCoreThreadTimeOut(true);
    }

    private static @Nullable CheckpointStorage opened(String engine, @Nullable URI location) {
        if (location == null) {
            return null;
        }
        if (!ExecutorProbe.isThere(location, ExecutorProbe.objectOf(engine))) {
            throw ExecutorProbe.unseen(
                    location.toString(),
                    "an executor on "
                            + SparkEnv.get().blockManager().blockManagerId().host() + " doesn't see");
        }
        return SharedCheckpointStorage.at(location);
    }

    static ExecutorSide of(BatchFacts facts) {
        return of(facts.engine(), facts.serdes(), facts.checkpoint());
    }

    /** The same for a task that reads before there is a batch. */
    static ExecutorSide of(String engine, Serdes serdes, @Nullable URI checkpoint) {
        return SIDES.computeIfAbsent(engine, id -> new ExecutorSide(id, serdes, checkpoint));
    }

    /** The engine is closed: what it keeps in this process can go. */
    static void forget(String engine) {
        ExecutorSide side = SIDES.remove(engine);
        if (side != null) {
            side.idle.forEach(EmbeddedEngine::close);
            side.homes.values().forEach(StateHome::close);
            side.snapshots.shutdown();
        }
    }

    Serdes serdes() {
        return serdes;
    }

    /** Where state is written, or null. */
    @Nullable
    CheckpointStorage checkpoint() {
        return checkpoint;
    }

    /** Writes the snapshots of all homes, one after the other. */
    Executor snapshots() {
        return snapshots;
    }

    /** What tasks here have read for the batch under way. */
    KeptReads keptReads() {
        return keptReads;
    }

    Clock clock() {
        return clock;
    }

    /** An engine that nobody else uses until {@link #giveBack}. */
    EmbeddedEngine borrow() {
        EmbeddedEngine engine = idle.pollFirst();
        return engine != null ? engine : EmbeddedEngine.create("task", 1, clock);
    }

    void giveBack(EmbeddedEngine engine) {
        idle.addFirst(engine);
    }

    StateHome home(StateHome.Place place) {
        return homes.computeIfAbsent(place, where -> new StateHome(where, this));
    }
}
