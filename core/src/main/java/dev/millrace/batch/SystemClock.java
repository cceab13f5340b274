package dev.millrace.batch;

import dev.millrace.connector.Clock;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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
    private static final long SPIN_NANOS = 2_000;
    private static final long EARLY_FOR_WAITS_BELOW_NANOS = 20_000_000;

    private final AtomicLong wakes = new AtomicLong();
    private final Set<Thread> waiting = ConcurrentHashMap.newKeySet();
    private final ThreadLocal<Waiter> waiters = ThreadLocal.withInitial(Waiter::new);

    /** What a thread knows of its waiting. */
    private static final class Waiter {
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
        Thread thread = Thread.currentThread();
        waiting.add(thread);
        try {
            boolean isNear = deadlineNanos - System.nanoTime() < EARLY_FOR_WAITS_BELOW_NANOS;
            while (wakes.get() == waiter.wakesSeen) {
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                long remaining = deadlineNanos - System.nanoTime();
                long early = isNear ? waiter.latenessNanos + SPIN_NANOS : 0;
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
            waiting.remove(thread);
        }
    }

    @Override
    public void wake() {
        wakes.incrementAndGet();
        waiting.forEach(LockSupport::unpark);
    }
}
