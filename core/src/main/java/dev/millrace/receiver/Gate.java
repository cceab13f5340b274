package dev.millrace.receiver;

import dev.millrace.MillraceException;
import dev.millrace.MillraceException.Kind;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets those who store pass while less than so much is held, and makes them wait while it is not. Held open, it lets all
 * pass: a receiver that is to stop must not wait for batches. Any thread.
 */
final class Gate {
    private final long max;
    private final AtomicLong held = new AtomicLong();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private volatile boolean open;

    Gate(long max) {
        this.max = max;
    }

    void await() {
        if (held.get() < max || open) {
            return;
        }
        lock.lock();
        try {
            while (held.get() >= max && !open) {
                changed.await();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            if (!open) {
                throw new MillraceException(
                        Kind.EXTERNAL_SYSTEM,
                        "storing was interrupted while " + held.get() + " of " + max + " were held unprocessed; nothing"
                                + " was stored",
                        e);
            }
        } finally {
            lock.unlock();
        }
    }

    void hold(long more) {
        held.addAndGet(more);
    }

    void release(long less) {
        if (less > 0) {
            held.addAndGet(-less);
            signal();
        }
    }

    void holdOpen(boolean value) {
        open = value;
        signal();
    }

    long held() {
        return held.get();
    }

    private void signal() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
