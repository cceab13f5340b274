package dev.millrace.connector;

import dev.millrace.function.Emitter;
import java.io.Serializable;

/**
 * Makes any number of records of a raw one. What it throws makes the raw record a bad one, of which nothing that was
 * emitted before counts. A function of its argument alone.
 */
@FunctionalInterface
public interface RecordDecoder<R, T> extends Serializable {
    void decode(R raw, Emitter<T> out) throws Exception;
}
