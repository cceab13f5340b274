package dev.millrace.function;

import dev.millrace.Pair;
import java.util.Iterator;

/** Maps a value to any number of pairs. */
@FunctionalInterface
public interface PairFlatMapFunction<T, K, V> extends FlatMapFunction<T, Pair<K, V>> {
    @Override
    Iterator<Pair<K, V>> call(T value) throws Exception;
}
