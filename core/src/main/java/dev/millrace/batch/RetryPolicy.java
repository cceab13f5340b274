package dev.millrace.batch;

import java.time.Duration;

/**
 * How long a batch goes on trying where an external system does not answer.
 *
 * @param giveUpAfter the batch fails when it has tried for so long
 * @param firstPause before the second attempt; doubles from attempt to attempt
 * @param longestPause the longest that the pauses become
 */
public record RetryPolicy(Duration giveUpAfter, Duration firstPause, Duration longestPause) {
    public RetryPolicy {
        if (giveUpAfter.isNegative() || firstPause.isNegative() || firstPause.isZero()) {
            throw new IllegalArgumentException("retries for " + giveUpAfter + " with a first pause of " + firstPause
                    + ": the one must not be negative, the other must be positive");
        }
    }

    /** One minute, with pauses from 100 ms to 5 s. */
    public static RetryPolicy defaults() {
        return new RetryPolicy(Duration.ofMinutes(1), Duration.ofMillis(100), Duration.ofSeconds(5));
    }

    /** The pause after the attempt with this number, counted from 0. */
    long pauseNanos(int attempt) {
        long pause = firstPause.toNanos();
        for (int i = 0; i < attempt && pause < longestPause.toNanos(); i++) {
            pause *= 2;
        }
        return Math.min(pause, longestPause.toNanos());
    }
}
