package dev.millrace.connector.kafka;

import dev.millrace.MillraceException;
import java.time.Duration;

/** What follows a failed attempt to fetch: a wait that doubles, until the time that the source allows is over. One thread. */
final class Patience {
    private static final long FIRST_NANOS = 50_000_000;
    private static final long LONGEST_NANOS = 2_000_000_000;

    private final KafkaSession session;
    private int failures;
    private long firstFailureNanos;

    Patience(KafkaSession session) {
        this.session = session;
    }

    void succeeded() {
        failures = 0;
    }

    /** Waits before the next attempt, or throws what cannot be repeated or was repeated in vain. */
    void failed(RuntimeException failure) throws InterruptedException {
        if (!Trouble.isRetried(failure)) {
            throw failure instanceof org.apache.kafka.common.KafkaException known
                    ? Trouble.of(session.where(), "fetching", known)
                    : failure;
        }
        long now = session.clock().nanoTime();
        if (failures++ == 0) {
            firstFailureNanos = now;
        }
        Duration spent = Duration.ofNanos(now - firstFailureNanos);
        if (spent.compareTo(session.settings().retryTime()) >= 0) {
            MillraceException gaveUp = Trouble.gaveUp(session.where(), failure, failures, spent);
            throw gaveUp;
        }
        session.awaitClosed(Math.min(LONGEST_NANOS, FIRST_NANOS << Math.min(10, failures - 1)));
    }
}
