package dev.millrace.batch;

import dev.millrace.MillraceException;
import dev.millrace.MillraceException.Kind;
import dev.millrace.connector.Clock;

/** Waiting inside a batch, ended at once by a stop. */
final class Pause {
    private final Clock clock;
    private final StopSignal stop;

    Pause(Clock clock, StopSignal stop) {
        this.clock = clock;
        this.stop = stop;
    }

    long nanoTime() {
        return clock.nanoTime();
    }

    void nanos(long nanos) {
        long deadline = clock.nanoTime() + nanos;
        while (clock.nanoTime() - deadline < 0) {
            stop.throwIfNow();
            try {
                clock.park(deadline);
            } catch (InterruptedException e) {
                throw interrupted(e);
            }
        }
        stop.throwIfNow();
    }

    MillraceException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new MillraceException(Kind.INTERNAL, "the batch was interrupted", e);
    }
}
