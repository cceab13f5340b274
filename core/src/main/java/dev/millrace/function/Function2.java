package dev.millrace.function;

import java.io.Serializable;

/** Combines two values into one. */
@FunctionalInterface
public interface Function2<T1, T2, R> extends Serializable {
    R call(T1 first, T2 second) throws Exception;
}
