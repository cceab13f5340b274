package dev.millrace.file;

import dev.millrace.MillraceException;
import dev.millrace.MillraceException.Kind;
import java.time.Duration;

/**
 * How long something outside has failed without a break: a network file system that is away comes back, or the program ends
 * after a minute. One thread.
 */
final class Outage {
    static final Duration LONGEST = Duration.ofMinutes(1);

    private int failures;
    private long beginNanos;

    void isOver() {
        failures = 0;
    }

    /** Returns if it may be tried again; throws what can't be, or was in vain. */
    void failed(MillraceException failure, long nowNanos) {
        if (failure.kind() != Kind.EXTERNAL_SYSTEM) {
            throw failure;
        }
        if (failures++ == 0) {
            beginNanos = nowNanos;
        }
        long spent = nowNanos - beginNanos;
        if (spent >= LONGEST.toNanos()) {
            throw new MillraceException(
                    Kind.EXTERNAL_SYSTEM,
                    failure.getMessage() + " (tried " + failures + " times in " + spent / 1_000_000 + " ms)",
                    failure);
        }
    }
}
