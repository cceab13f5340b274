package dev.millrace.connector.kinesis;

import dev.millrace.connector.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/** Repeats a call that may succeed later, waiting in the caller's thread. Safe for any number of threads. */
final class Retry {
    private final RetrySettings settings;
    private final RandomGenerator random;
    private final Clock clock;
    private final CountDownLatch closed;

    /** @param closed ends every wait */
    Retry(RetrySettings settings, RandomGenerator random, Clock clock, CountDownLatch closed) {
        this.settings = settings;
        this.random = random;
        this.clock = clock;
        this.closed = closed;
    }

    /** A call that may fail. */
    interface Call<T> {
        T run() throws KinesisFault;
    }

    Backoff backoff() {
        return new Backoff(settings, random);
    }

    /** What the call returns, in the end; what can't be repeated or is repeated in vain is thrown for users to read. */
    <T> T call(String where, Call<T> call) throws InterruptedException {
        try {
            return attempt(where, call);
        } catch (KinesisFault fault) {
            throw Trouble.refused(where, fault);
        }
    }

    /** Like {@link #call}, but leaves what can't be repeated to the caller. */
    <T> T attempt(String where, Call<T> call) throws KinesisFault, InterruptedException {
        Backoff backoff = backoff();
        while (true) {
            try {
                return call.run();
            } catch (KinesisFault fault) {
                if (!fault.kind().isRetried) {
                    throw fault;
                }
                long now = clock.nanoTime();
                long wait = backoff.failed(now);
                if (wait == Backoff.GIVE_UP) {
                    throw Trouble.gaveUp(where, fault, backoff.failures(), Duration.ofNanos(backoff.elapsedNanos(now)));
                }
                pause(where, wait);
            }
        }
    }

    /** Waits, unless the source is closed meanwhile. */
    void pause(String where, long nanos) throws InterruptedException {
        if (closed.await(nanos, TimeUnit.NANOSECONDS)) {
            throw Trouble.closed(where);
        }
    }
}
