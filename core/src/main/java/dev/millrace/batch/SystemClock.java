package dev.millrace.batch;

import dev.millrace.connector.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * The system's clocks; the one class that reads them. For a deadline that is near it parks until shortly before and then
 * spins: the operating system wakes a thread some 50 µs late. How much it is at least, three times of four, is
 * learned, so that a tick rarely costs more than a few µs of spinning. A wake reaches every thread that waits, and each that comes to wait next, once.
 */
public final class SystemClock implements Clock {
    private static final long LATENESS_MAX_NANOS = 100_000;
    private static final long LEARNING_NANOS = 500;
    private static final long EARLY_FOR_WAITS_BELOW_NANOS = 20_000_000;

    private final AtomicLong wakes = new AtomicLong();
    private final List<Waiter> known = new CopyOnWriteArrayList<>();
    private final ThreadLocal<Waiter> waiters = ThreadLocal.withInitial(this::newWaiter);

    /** A thread that has waited here, and what it knows of its waiting. It stays known until the thread has ended. */
    private static final class Waiter {
        private final Thread thread = Thread.currentThread();
        private volatile boolean isWaiting;
        private long wakesSeen;
        private long latenessNanos = 50_000;

        /** Parks until some time, which is later than it should be; learns by how much. */
        private void park(Object blocker, long nanos) {
            long until = System.nanoTime() + nanos;
            LockSupport.parkNanos(blocker, nanos);
            long late = System.nanoTime() - until;
            if (late > latenessNanos) {
                latenessNanos = Math.min(latenessNanos + LEARNING_NANOS, LATENESS_MAX_NANOS);
            } else if (late > 0) {
                latenessNanos -= Math.min(latenessNanos, 3 * LEARNING_NANOS);
            }
        }
    }

    private Waiter newWaiter() {
        Waiter waiter = new Waiter();
        known.removeIf(other -> !other.thread.isAlive());
        known.add(waiter);
        return waiter;
    }

    @Override
    public Instant instant() {
        return Instant.now();
    }

    @Override
    public long millis() {
        return System.currentTimeMillis();
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public void park(long deadlineNanos) throws InterruptedException {
        Waiter waiter = waiters.get();
        waiter.isWaiting = true;
        try {
            boolean isNear = deadlineNanos - System.nanoTime() < EARLY_FOR_WAITS_BELOW_NANOS;
            while (wakes.get() == waiter.wakesSeen) {
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                long remaining = deadlineNanos - System.nanoTime();
                long early = isNear ? waiter.latenessNanos : 0;
                if (remaining <= 0) {
                    return;
                } else if (remaining > early) {
                    waiter.park(this, remaining - early);
                } else {
                    Thread.onSpinWait();
                }
            }
            waiter.wakesSeen = wakes.get();
        } finally {
            waiter.isWaiting = false;
        }
    }

    @Override
    public void wake() {
        wakes.incrementAndGet();
        for (Waiter waiter : known) {
            if (waiter.isWaiting) {
                LockSupport.unpark(waiter.thread);
            }
        }
    }
}
