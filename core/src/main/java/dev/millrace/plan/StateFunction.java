package dev.millrace.plan;

import dev.millrace.Pair;
import dev.millrace.function.Function2;
import java.io.Serializable;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a {@link Stateful} computes, and which keys it visits in a batch. */
public sealed interface StateFunction<K, V, S, R> extends Serializable {
    /** Each key once, with all its records of the batch: those that have records, and those that it visits besides. */
    record PerKey<K, V, S, R>(KeyFunction<K, V, S, R> function, Visits visits) implements StateFunction<K, V, S, R> {}

    /**
     * Each record is added to its key's state; where a window ends, each key that has state is shown. What ended before the
     * batch's time is shown before records are added.
     */
    record Windowed<K, V, S, R>(WindowFunction<K, V, S, R> function, Visits.EachSlide visits)
            implements StateFunction<K, V, S, R> {}

    /** Which keys it visits besides those that have records. */
    default Visits visits() {
        return new Visits.Touched();
    }

    /**
     * Each record, in order of (input, partition, position); then, where {@code idle} says when, the keys that time out,
     * which have {@link TimedState}s; then, where they are wanted, all states.
     */
    record PerRecord<K, V, S, R>(
            RecordFunction<K, V, S, R> function, @Nullable IdleTimes idle, Snapshots snapshots)
            implements StateFunction<K, V, S, R> {
        public PerRecord(RecordFunction<K, V, S, R> function) {
            this(function, null, new Snapshots());
        }

        @Override
        public Visits visits() {
            return idle == null ? new Visits.Touched() : idle;
        }
    }

    /** Whether anybody reads an operator's states after each batch: known when its context starts, and the same from then on. */
    final class Snapshots implements Serializable {
        /** The output they go to. */
        public static final int OUTPUT = 1;

        private boolean wanted;

        public void want() {
            wanted = true;
        }

        public boolean areWanted() {
            return wanted;
        }
    }

    /** The function of {@link PerKey}. */
    @FunctionalInterface
    interface KeyFunction<K, V, S, R> extends Serializable {
        void call(K key, Groups values, Cell<S> state, Emissions<R> out) throws Exception;
    }

    /** The function of {@link PerRecord}. */
    @FunctionalInterface
    interface RecordFunction<K, V, S, R> extends Serializable {
        void call(K key, int input, V value, Cell<S> state, Emissions<R> out) throws Exception;

        /** What one task calls: itself, or another where it keeps something between two records. */
        default RecordFunction<K, V, S, R> forTask() {
            return this;
        }

        /** A key times out; called after all records. */
        default void timedOut(K key, Cell<S> state, Emissions<R> out) throws Exception {
            state.remove();
        }

        /** A key's state after the batch. */
        default void snapshot(K key, S state, Emissions<R> out) {
            out.emit(Snapshots.OUTPUT, new Pair<>(key, state));
        }
    }

    /** The functions of {@link Windowed}. */
    interface WindowFunction<K, V, S, R> extends Serializable {
        void add(K key, V value, Cell<S> state) throws Exception;

        void show(K key, Cell<S> state, Emissions<R> out) throws Exception;
    }

    /** The same in every batch. */
    static <K, V, S> StateFunction<K, V, S, Pair<K, S>> updateStateByKey(
            Function2<List<V>, Optional<S>, Optional<S>> update) {
        return updateStateByKey(update, new Visits.EachBatch());
    }

    /**
     * As Spark's {@code updateStateByKey}: visits all keys whenever its stream has something, absent means remove, and every
     * key that has state afterwards is emitted with it.
     */
    static <K, V, S> StateFunction<K, V, S, Pair<K, S>> updateStateByKey(
            Function2<List<V>, Optional<S>, Optional<S>> update, Visits visits) {
        KeyFunction<K, V, S, Pair<K, S>> function = (key, values, state, out) -> {
            Optional<S> updated = update.call(values.of(0), Optional.ofNullable(state.get()));
            if (updated.isPresent()) {
                state.update(updated.get());
                out.emit(new Pair<>(key, updated.get()));
            } else {
                state.remove();
            }
        };
        return new PerKey<>(function, visits);
    }

    /** The state of the key that a state function is called for. Valid during the call only. */
    interface Cell<S> {
        /** Null if the key has none. A value that can be changed in place counts as changed, once it was given out. */
        @Nullable
        S get();

        void update(S state);

        void remove();

        default boolean exists() {
            return get() != null;
        }

        /** The time of the batch. */
        Instant batchTime();

        /** The time of the batch before. */
        Instant previousTime();

        /** A hash of the key, the same in every JVM. */
        int keyHash();
    }

    /** Where a state function's records go: output 0, or another by its number. */
    interface Emissions<R> {
        void emit(R record);

        void emit(int output, Object record);
    }
}
