package dev.millrace.batch;

import dev.millrace.connector.Clock;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * The system's clocks; the one class that reads them. For a deadline that is near it parks until shortly before and then
 * spins: the operating system wakes a thread some 50 µs late. A wake reaches every thread that waits, and each that comes
 * to wait next, once.
 */
public final class SystemClock implements Clock {
    private static final long SPIN_NANOS = 60_000;
    private static final long SPIN_FOR_WAITS_BELOW_NANOS = 20_000_000;

    private final AtomicLong wakes = new AtomicLong();
    private final Set<Thread> waiting = ConcurrentHashMap.newKeySet();
    private final ThreadLocal<long[]> wakesSeen = ThreadLocal.withInitial(() -> new long[1]);

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
        long[] seen = wakesSeen.get();
        Thread thread = Thread.currentThread();
        waiting.add(thread);
        try {
            long spinNanos = deadlineNanos - System.nanoTime() < SPIN_FOR_WAITS_BELOW_NANOS ? SPIN_NANOS : 0;
            while (wakes.get() == seen[0]) {
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                long remaining = deadlineNanos - System.nanoTime();
                if (remaining <= 0) {
                    return;
                } else if (remaining > spinNanos) {
                    LockSupport.parkNanos(this, remaining - spinNanos);
                } else {
                    Thread.onSpinWait();
                }
            }
            seen[0] = wakes.get();
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
