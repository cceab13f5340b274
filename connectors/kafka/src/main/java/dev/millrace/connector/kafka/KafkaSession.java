package dev.millrace.connector.kafka;

import dev.millrace.MillraceException;
import dev.millrace.connector.Clock;
import java.lang.System.Logger.Level;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** What all that reads one source in one process shares: clients, clock, the first failure, what was lost. Any thread. */
final class KafkaSession implements AutoCloseable {
    private static final System.Logger LOGGER = System.getLogger("dev.millrace.connector.kafka");

    private final SourceSettings settings;
    private final KafkaCalls calls;
    private final Clock clock;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicReference<@Nullable MillraceException> failure = new AtomicReference<>();
    private final AtomicLong lost = new AtomicLong();

    KafkaSession(SourceSettings settings, KafkaCalls calls, Clock clock) {
        this.settings = settings;
        this.calls = calls;
        this.clock = clock;
    }

    SourceSettings settings() {
        return settings;
    }

    KafkaCalls calls() {
        return calls;
    }

    Clock clock() {
        return clock;
    }

    String where() {
        return Trouble.cluster(settings.client());
    }

    void failed(MillraceException e) {
        if (!isClosed()) {
            failure.compareAndSet(null, e);
        }
    }

    /** Throws what a thread has failed with, if one has. */
    void check() {
        MillraceException e = failure.get();
        if (e != null) {
            throw e;
        }
    }

    /** Goes on where offsets are gone, if the user allows it; says so and counts. */
    void allowLoss(TopicLog log, long from, long until) {
        if (settings.onLoss() == LossPolicy.FAIL) {
            throw Trouble.expired(log, from, until);
        }
        countLoss(log, from, until);
    }

    void countLoss(TopicLog log, long from, long until) {
        lost.addAndGet(until - from);
        LOGGER.log(
                Level.WARNING,
                "{0}: offsets {1,number,#} to {2,number,#} are gone unread; the program goes on, as it was told to",
                Trouble.partition(log),
                from,
                until);
    }

    /** Offsets that were gone before they were read. */
    long lost() {
        return lost.get();
    }

    boolean isClosed() {
        return closed.getCount() == 0;
    }

    /** Waits so long, or until the source is closed; whether it is. */
    boolean awaitClosed(long nanos) throws InterruptedException {
        return closed.await(nanos, TimeUnit.NANOSECONDS);
    }

    /** Ends every wait at once. */
    void stopWaiting() {
        closed.countDown();
    }

    @Override
    public void close() {
        stopWaiting();
        calls.close();
    }
}
