package dev.millrace.connector.kinesis;

import dev.millrace.connector.Clock;
import java.util.concurrent.CountDownLatch;
import java.util.random.RandomGenerator;

/** What all that reads one stream in one process shares: the client, the clock, chance, and when to stop waiting. */
final class KinesisSession implements AutoCloseable {
    private final ReadSettings settings;
    private final KinesisCalls calls;
    private final Clock clock;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Retry retry;

    KinesisSession(ReadSettings settings, KinesisCalls calls, Clock clock, RandomGenerator random) {
        this.settings = settings;
        this.calls = calls;
        this.clock = clock;
        this.retry = new Retry(settings.retry(), random, clock, closed);
    }

    ReadSettings settings() {
        return settings;
    }

    KinesisCalls calls() {
        return calls;
    }

    Clock clock() {
        return clock;
    }

    Retry retry() {
        return retry;
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
