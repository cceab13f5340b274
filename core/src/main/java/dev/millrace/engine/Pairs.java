package dev.millrace.engine;

import dev.millrace.Pair;
import org.jspecify.annotations.Nullable;

/** What is asked of records where an operator by key takes them; any thread. */
final class Pairs {
    private Pairs() {}

    /** The record as a pair. */
    static Pair<?, ?> of(@Nullable Object record) {
        if (record == null) {
            throw new NullPointerException(
                    "a record is null where a pair is wanted: a function given to mapToPair, or another that makes pairs,"
                            + " returned null");
        }
        return (Pair<?, ?>) record;
    }

    /** Arrays are equal only to themselves: two with the same content would be two keys, and others in another process. */
    static void checkKey(@Nullable Object key) {
        if (key != null && key.getClass().isArray()) {
            throw new IllegalArgumentException("a " + key.getClass().getSimpleName()
                    + " can't be a key, because it isn't equal to its copy; use a List, a String or a record");
        }
    }
}
