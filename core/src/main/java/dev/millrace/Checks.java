package dev.millrace;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What users pass is checked in the call that they pass it to. */
final class Checks {
    private Checks() {}

    static <F> F function(@Nullable F function) {
        return argument(function, "function");
    }

    static <A> A argument(@Nullable A argument, String what) {
        if (argument == null) {
            throw new IllegalArgumentException("the " + what + " is null");
        }
        return argument;
    }

    static void some(List<?> streams, String verb) {
        if (argument(streams, "list of streams").isEmpty()) {
            throw new IllegalArgumentException(verb + " wants at least one stream");
        }
    }

    static int partitions(int partitions) {
        if (partitions < 1) {
            throw new IllegalArgumentException("at least one partition, not " + partitions);
        }
        return partitions;
    }
}
