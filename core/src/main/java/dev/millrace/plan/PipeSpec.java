package dev.millrace.plan;

import dev.millrace.Pair;
import dev.millrace.function.FlatMapFunction;
import dev.millrace.function.Function;
import dev.millrace.function.Function0;
import dev.millrace.function.Function2;
import dev.millrace.function.MapMultiFunction;
import dev.millrace.function.VoidFunction;
import java.io.Serializable;
import java.util.Iterator;

/** What a {@link Pipe} does to the records of one partition, in order. This is all that a task gets to see of it. */
public sealed interface PipeSpec<T, R> extends Serializable {
    /** Each record becomes another. */
    record Map<T, R>(Function<? super T, ? extends R> function) implements PipeSpec<T, R> {}

    /** Each record becomes a pair of the key that the function finds in it and itself. */
    record KeyBy<K, T>(Function<? super T, ? extends K> function) implements PipeSpec<T, Pair<K, T>> {}

    /** Records that the predicate holds for stay. */
    record Filter<T>(Function<? super T, Boolean> predicate) implements PipeSpec<T, T> {}

    /** Each record becomes what its iterator gives. */
    record FlatMap<T, R>(FlatMapFunction<? super T, ? extends R> function) implements PipeSpec<T, R> {}

    /** Each record becomes what the function emits. {@code keepsKeys} says that keys, and so the placement, stay. */
    record MapMulti<T, R>(MapMultiFunction<? super T, R> function, boolean keepsKeys) implements PipeSpec<T, R> {}

    /** Each value becomes another; keys, and so the placement, stay. */
    record MapValues<K, V, W>(Function<? super V, ? extends W> function) implements PipeSpec<Pair<K, V>, Pair<K, W>> {}

    /** Each value becomes what its iterator gives; keys, and so the placement, stay. */
    record FlatMapValues<K, V, W>(FlatMapFunction<? super V, ? extends W> function)
            implements PipeSpec<Pair<K, V>, Pair<K, W>> {}

    /**
     * The partition's number and an iterator over its records become an iterator: the one place where a user's function
     * pulls. {@code keepsKeys} says that keys, and so the placement, stay.
     */
    record MapPartitions<T, R>(Function2<Integer, Iterator<T>, Iterator<R>> function, boolean keepsKeys)
            implements PipeSpec<T, R> {}

    /** Each record goes to the function; nothing comes out. */
    record ForEach<T>(VoidFunction<? super T> function) implements PipeSpec<T, T> {}

    /** The partition becomes one record, or none if it has none. */
    record Reduce<T>(Function2<T, T, T> function) implements PipeSpec<T, T> {}

    /** The partition becomes one record, which begins as {@code zero} gives it. */
    record Aggregate<T, U>(Function0<U> zero, Function2<U, ? super T, U> function) implements PipeSpec<T, U> {}

    /** The partition becomes the number of its records. */
    record Count<T>() implements PipeSpec<T, Long> {}

    /** Each record becomes what the function emits for it, to outputs with numbers below {@code outputs}. */
    record MultiOutput<T, R>(Router<? super T> function, int outputs) implements PipeSpec<T, R> {}

    /** The function of {@link MultiOutput}. */
    @FunctionalInterface
    interface Router<T> extends Serializable {
        void call(T value, Outputs out) throws Exception;
    }

    /** Where the records of several outputs go. */
    @FunctionalInterface
    interface Outputs {
        void accept(int output, Object record);
    }

    /** Whether a keyed record's key is never changed, so that what was placed by key still is. */
    default boolean preservesKeys() {
        return this instanceof Filter
                || this instanceof MapValues
                || this instanceof FlatMapValues
                || (this instanceof MapMulti<?, ?> multi && multi.keepsKeys())
                || (this instanceof MapPartitions<?, ?> partitions && partitions.keepsKeys());
    }
}
