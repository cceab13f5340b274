package dev.millrace.connector.kinesis;

import dev.millrace.connector.Clock;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** What all that reads one stream in one process shares: the client, the clock, chance, and when to stop waiting. */
final class KinesisSession implements AutoCloseable {
    private final SessionKey key;
    private final KinesisCalls calls;
    private final @Nullable FanOut fanOut;
    private final Clock clock;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Retry retry;

    KinesisSession(ReadSettings settings, KinesisCalls calls, Clock clock, RandomGenerator random) {
        this(settings, calls, null, clock, random);
    }

    /** {@code fanOut} is null where shards are polled. */
    KinesisSession(
            ReadSettings settings, KinesisCalls calls, @Nullable FanOut fanOut, Clock clock, RandomGenerator random) {
        this.fanOut = fanOut;
        this.key = new SessionKey(UUID.randomUUID().toString(), settings);
        this.calls = calls;
        this.clock = clock;
        this.retry = new Retry(settings.retry(), random, clock, closed);
    }

    /** By which tasks elsewhere find what they share. */
    SessionKey key() {
        return key;
    }

    ReadSettings settings() {
        return key.settings();
    }

    KinesisCalls calls() {
        return calls;
    }

    @Nullable
    FanOut fanOut() {
        return fanOut;
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
        if (fanOut != null) {
            fanOut.close();
        }
        calls.close();
    }
}
