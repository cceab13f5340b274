package dev.millrace;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What users pass is checked in the call that they pass it to. */
final class Checks {
    private static final Duration DURATION_MAX = Duration.ofDays(36_500);

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

    /** Longer than nothing, and short enough to be added to a time. */
    static Duration duration(@Nullable Duration given, String what) {
        Duration duration = argument(given, what);
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException("the " + what + " is " + duration + "; it must be longer than nothing");
        }
        if (duration.compareTo(DURATION_MAX) > 0) {
            throw new IllegalArgumentException(
                    "the " + what + " is " + duration + "; it must not be longer than " + DURATION_MAX);
        }
        return duration;
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
