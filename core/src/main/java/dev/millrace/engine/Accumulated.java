package dev.millrace.engine;

import org.jspecify.annotations.Nullable;

/** What the records of a partition have become so far. */
final class Accumulated {
    @Nullable
    Object value;

    boolean isEmpty;

    Accumulated(@Nullable Object value, boolean isEmpty) {
        this.value = value;
        this.isEmpty = isEmpty;
    }
}
