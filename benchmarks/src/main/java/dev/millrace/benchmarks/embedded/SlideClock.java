package dev.millrace.benchmarks.embedded;

import dev.millrace.connector.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;

/** The wall clock goes on by a slide with each batch, however long that takes. */
final class SlideClock implements Clock {
    private volatile Instant now = Instant.ofEpochSecond(1_700_000_000);

    void advance(Duration slide) {
        now = now.plus(slide);
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public void park(long deadlineNanos) {
        LockSupport.parkNanos(deadlineNanos - nanoTime());
    }

    @Override
    public void wake() {}
}
