package dev.millrace.connector.kinesis;

import dev.millrace.connector.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** The machine's clock, whose hands a test moves forward: for source and server alike. */
final class ShiftedClock implements Clock {
    private final AtomicLong aheadMillis = new AtomicLong();
    private final Semaphore woken = new Semaphore(0);

    void pass(Duration time) {
        aheadMillis.addAndGet(time.toMillis());
    }

    @Override
    public Instant instant() {
        return Instant.now().plusMillis(aheadMillis.get());
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public void park(long deadlineNanos) throws InterruptedException {
        woken.tryAcquire(deadlineNanos - nanoTime(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void wake() {
        woken.release();
    }
}
