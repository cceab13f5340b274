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

    /** Which keys it visits besides those that have records. */
    default Visits visits() {
        return new Visits.Touched();
    }

    /** Each record, in order of (input, partition, position). */
    record PerRecord<K, V, S, R>(RecordFunction<K, V, S, R> function) implements StateFunction<K, V, S, R> {}

    /** The function of {@link PerKey}. */
    @FunctionalInterface
    interface KeyFunction<K, V, S, R> extends Serializable {
        void call(K key, Groups values, Cell<S> state, Emissions<R> out) throws Exception;
    }

    /** The function of {@link PerRecord}. */
    @FunctionalInterface
    interface RecordFunction<K, V, S, R> extends Serializable {
        void call(K key, int input, V value, Cell<S> state, Emissions<R> out) throws Exception;
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
