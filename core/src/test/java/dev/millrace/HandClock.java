package dev.millrace;

import dev.millrace.connector.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that a test moves; waiting moves it too. */
public final class HandClock implements Clock {
    private volatile Instant now = Instant.parse("2018-08-01T10:22:04Z");
    private final AtomicLong nanos = new AtomicLong(1_000_000_000L);

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public long nanoTime() {
        return nanos.get();
    }

    @Override
    public void park(long deadlineNanos) {
        if (deadlineNanos > nanos.get()) {
            advance(Duration.ofNanos(deadlineNanos - nanos.get()));
        }
    }

    @Override
    public void wake() {}

    public void advance(Duration duration) {
        nanos.addAndGet(duration.toNanos());
        now = now.plus(duration);
    }

    /** Sets the wall clock; the other goes on. */
    public void set(Instant wall) {
        now = wall;
    }
}
