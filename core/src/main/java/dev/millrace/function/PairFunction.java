package dev.millrace.function;

import dev.millrace.Pair;

/** Maps a value to a key and a value. */
@FunctionalInterface
public interface PairFunction<T, K, V> extends Function<T, Pair<K, V>> {
    @Override
    Pair<K, V> call(T value) throws Exception;
}
