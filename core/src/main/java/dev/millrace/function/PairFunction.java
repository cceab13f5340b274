package dev.millrace.function;

import dev.millrace.Pair;
import java.io.Serializable;

/** Maps a value to a key and a value. */
@FunctionalInterface
public interface PairFunction<T, K, V> extends Serializable {
    Pair<K, V> call(T value) throws Exception;
}
