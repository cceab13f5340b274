package dev.millrace.log;

import java.time.Duration;

/**
 * When a log makes its records durable, and so what a returned {@link SegmentedLog#awaitCommitted} is worth.
 * <ul>
 *   <li>{@link EveryCommit}: committed records survive a power loss.
 *   <li>{@link EveryMillis}: committed records survive the death of the process; after a power loss at most the last so
 *       many milliseconds (and the time of one sync) are missing.
 *   <li>{@link OperatingSystem}: committed records survive the death of the process; after a power loss what the
 *       operating system had not yet written (often 30 s) is missing.
 * </ul>
 */
public sealed interface SyncPolicy {

    /** Each commit is synced before it is acknowledged; waiting commits share a sync. */
    static SyncPolicy everyCommit() {
        return new EveryCommit();
    }

    /** A commit is acknowledged when it is written; a sync follows within the interval. */
    static SyncPolicy every(Duration interval) {
        return new EveryMillis(interval.toMillis());
    }

    /** A commit is acknowledged when it is written; the operating system decides when it reaches the disk. */
    static SyncPolicy operatingSystem() {
        return new OperatingSystem();
    }

    /** See {@link #everyCommit()}. */
    record EveryCommit() implements SyncPolicy {}

    /** See {@link #every(Duration)}. */
    record EveryMillis(long millis) implements SyncPolicy {
        public EveryMillis {
            if (millis < 1) {
                throw new IllegalArgumentException("A sync interval must be at least 1 ms, not " + millis + " ms");
            }
        }
    }

    /** See {@link #operatingSystem()}. */
    record OperatingSystem() implements SyncPolicy {}
}
