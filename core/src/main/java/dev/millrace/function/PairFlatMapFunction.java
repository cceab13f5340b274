package dev.millrace.function;

import dev.millrace.Pair;
import java.io.Serializable;
import java.util.Iterator;

/** Maps a value to any number of pairs. */
@FunctionalInterface
public interface PairFlatMapFunction<T, K, V> extends Serializable {
    Iterator<Pair<K, V>> call(T value) throws Exception;
}
