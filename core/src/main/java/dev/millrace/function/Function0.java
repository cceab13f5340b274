package dev.millrace.function;

import java.io.Serializable;

/** Supplies a value. */
@FunctionalInterface
public interface Function0<R> extends Serializable {
    R call() throws Exception;
}
