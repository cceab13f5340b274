package dev.millrace.function;

/**
 * Takes records, one after the other, in the thread that hands them over. Whoever emits asks {@link #isStopped()} before
 * long work and ends early once nobody wants more; what is emitted after that is ignored.
 */
@FunctionalInterface
public interface Emitter<T> {
    void accept(T record);

    /** Whether the receiving side has all it wants ({@code take}, {@code first}). */
    default boolean isStopped() {
        return false;
    }
}
