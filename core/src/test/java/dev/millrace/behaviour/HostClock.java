package dev.millrace.behaviour;

import dev.millrace.connector.Clock;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;

/** The time of the machine that runs the tests; only durations in messages depend on it. */
final class HostClock implements Clock {
    @Override
    public Instant instant() {
        return Instant.now();
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
