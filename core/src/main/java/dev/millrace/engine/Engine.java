package dev.millrace.engine;

import dev.millrace.connector.OpenSplit;
import dev.millrace.connector.Reading;
import dev.millrace.storage.StateFile;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Interprets plans. One engine serves one context; the batch loop's thread alone calls it, the engine's own threads run
 * the tasks. It knows batches and their state, nothing of ticks, seals or sinks.
 */
public interface Engine extends AutoCloseable {
    /** How many tasks run at once: what a new batch should have as its default number of partitions. */
    int parallelism();

    /**
     * Takes up the state that batch {@code batch} left: for every operator the newest snapshots of all key groups and the
     * deltas after them, up to that batch. Called once, before the first {@link #begin}, and again after an abort that
     * lost state in memory.
     */
    void restore(long batch, List<StateFile> files);

    /** Begins a batch. At most one is under way. */
    EngineBatch begin(BatchInputs inputs);

    /**
     * Brings a value to where the tasks run, or, where these share the program's memory, gives null. Any thread.
     *
     * @param what whose value it is, for messages
     */
    default <T> @Nullable SharedValue<T> share(T value, String what) {
        return null;
    }

    /** Whether the tasks run in other processes than the caller, so that what these should read is better read there. */
    default boolean runsTasksElsewhere() {
        return false;
    }

    /**
     * Reads what has to be read before batch {@code batch} can be sealed, side by side; what was read is kept until that
     * batch ends. Called before {@link #begin}. Where tasks run in the caller's process they might as well read here.
     *
     * @return what was read, in the order of {@code splits}
     */
    default List<? extends Reading<?, ?>> read(long batch, List<? extends OpenSplit<?, ?>> splits) {
        return splits.stream().map(split -> InlineReading.of(split, batch)).toList();
    }

    /** Whether it can {@link #beginGroup}. */
    default boolean groupsBatches() {
        return false;
    }

    /**
     * Begins a group of batches: those that follow are committed or aborted as to their jobs, and their changes of state
     * stay the group's until it ends. {@code first} is the first of them. Called between two batches.
     */
    default EngineGroup beginGroup(long first) {
        throw new UnsupportedOperationException("this engine commits each batch by itself");
    }

    /** How many keys each operator has, as far as the engine knows; roughly while a batch runs. Any thread may ask. */
    default Map<String, Long> keysByOperator() {
        return Map.of();
    }

    /** The tasks that run right now, for the status: which function hangs, say. Any thread may ask. */
    List<RunningTask> runningTasks();

    /** Whether this is a thread of the engine's own, which runs tasks besides the batch thread. Any thread may ask. */
    default boolean runsTasksIn(Thread thread) {
        return false;
    }

    /**
     * The context has been told to stop gracefully: what the engine stands on must last until it is closed, also where the
     * process is about to end. Any thread.
     */
    default void draining() {}

    /** Interrupts what runs and ends the engine's threads. */
    @Override
    void close();
}
