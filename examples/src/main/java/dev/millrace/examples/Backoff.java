package dev.millrace.examples;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** Pauses that double up to a second, each shortened by chance so that callers don't come back together. */
final class Backoff {
    private static final long PAUSE_MILLIS_MAX = 1_000;

    private final CountDownLatch never = new CountDownLatch(1);
    private long pauseMillis = 20;

    void pause() throws InterruptedException {
        never.await(ThreadLocalRandom.current().nextLong(pauseMillis / 2, pauseMillis + 1), TimeUnit.MILLISECONDS);
        pauseMillis = Math.min(PAUSE_MILLIS_MAX, 2 * pauseMillis);
    }
}
