package dev.millrace.function;

import java.io.Serializable;
import java.util.Iterator;

/** Maps a value to any number of values. */
@FunctionalInterface
public interface FlatMapFunction<T, R> extends Serializable {
    Iterator<R> call(T value) throws Exception;
}
