package dev.millrace.function;

import java.io.Serializable;

/** Maps a value to another. */
@FunctionalInterface
public interface Function<T, R> extends Serializable {
    R call(T value) throws Exception;
}
