package dev.millrace.connector.kinesis;

import java.io.Serializable;
import java.time.Duration;

/**
 * How long a call that may succeed later is repeated: at least {@code attemptsMax} times and for at least {@code time},
 * with waits that double from {@code waitTime} up to {@code waitTimeMax}.
 */
record RetrySettings(Duration waitTime, Duration waitTimeMax, int attemptsMax, Duration time) implements Serializable {
    /** Spark's numbers ({@code retry.waitTime}, {@code retry.maxAttempts}), and a minute for an outage to pass. */
    static final RetrySettings DEFAULTS =
            new RetrySettings(Duration.ofMillis(100), Duration.ofSeconds(10), 3, Duration.ofSeconds(60));

    RetrySettings {
        if (waitTime.isNegative() || waitTime.isZero()) {
            throw new IllegalArgumentException("retry.waitTime must be positive: " + waitTime);
        }
        if (waitTimeMax.compareTo(waitTime) < 0) {
            throw new IllegalArgumentException(
                    "retry.waitTimeMax must be at least retry.waitTime: " + waitTimeMax + " < " + waitTime);
        }
        if (attemptsMax < 1) {
            throw new IllegalArgumentException("retry.maxAttempts must be at least 1: " + attemptsMax);
        }
        if (time.isNegative()) {
            throw new IllegalArgumentException("retry.time must not be negative: " + time);
        }
    }

    RetrySettings withWaitTime(Duration wait) {
        return new RetrySettings(wait, wait.compareTo(waitTimeMax) > 0 ? wait : waitTimeMax, attemptsMax, time);
    }

    RetrySettings withAttemptsMax(int attempts) {
        return new RetrySettings(waitTime, waitTimeMax, attempts, time);
    }

    RetrySettings withTime(Duration atLeast) {
        return new RetrySettings(waitTime, waitTimeMax, attemptsMax, atLeast);
    }
}
