package dev.millrace.function;

import java.io.Serializable;

/** Maps a value to any number of values by handing them to {@code out}: nothing is allocated for the hand-over. */
@FunctionalInterface
public interface MapMultiFunction<T, R> extends Serializable {
    void call(T value, Emitter<R> out) throws Exception;
}
