package dev.millrace.connector.kinesis;

import java.util.random.RandomGenerator;

/**
 * What follows a failed attempt: how long to wait, or that it is enough. One series of attempts, used by one thread at
 * a time. Pure but for the random numbers it is given.
 */
final class Backoff {
    /** The answer that says that it is enough. */
    static final long GIVE_UP = -1;

    private final RetrySettings settings;
    private final RandomGenerator random;
    private int failures;
    private long firstFailureNanos;
    private long waitedNanos;

    Backoff(RetrySettings settings, RandomGenerator random) {
        this.settings = settings;
        this.random = random;
    }

    void succeeded() {
        failures = 0;
        waitedNanos = 0;
    }

    int failures() {
        return failures;
    }

    /** How long this series has failed; what was waited counts even if the clock stands. */
    long elapsedNanos(long nowNanos) {
        return failures == 0 ? 0 : Math.max(nowNanos - firstFailureNanos, waitedNanos);
    }

    /** Nanoseconds to wait before the next attempt, or {@link #GIVE_UP}. */
    long failed(long nowNanos) {
        if (failures++ == 0) {
            firstFailureNanos = nowNanos;
        }
        if (failures >= settings.attemptsMax()
                && elapsedNanos(nowNanos) >= settings.time().toNanos()) {
            return GIVE_UP;
        }
        long ceiling = settings.waitTimeMax().toNanos();
        int doublings = Math.min(failures - 1, 30);
        double full = Math.min((double) settings.waitTime().toNanos() * (1L << doublings), (double) ceiling);
        // Half of it is left to chance, so that readers that failed together don't come back together.
        long wait = (long) (full * (0.5 + random.nextDouble() / 2));
        waitedNanos += wait;
        return wait;
    }
}
