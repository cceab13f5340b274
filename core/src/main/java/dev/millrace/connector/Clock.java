package dev.millrace.connector;

import java.time.Duration;
import java.time.InstantSource;

/** Time, as it comes into everything by constructor: the system's, or one that a test moves by hand. */
public interface Clock extends InstantSource {
    /** Nanoseconds from an arbitrary origin; never goes back. */
    long nanoTime();

    /** Waits until {@link #nanoTime()} reaches {@code deadlineNanos} or {@link #wake()} is called. */
    void park(long deadlineNanos) throws InterruptedException;

    /** Wakes the thread that waits in {@link #park}, or the next one that does. */
    void wake();

    default Duration since(long startNanos) {
        return Duration.ofNanos(nanoTime() - startNanos);
    }
}
