package dev.millrace.testkit;

import dev.millrace.connector.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A clock that a test moves by hand. Who parks returns when the clock was advanced to the deadline or somebody woke it;
 * nothing else passes time. Any thread may call.
 */
public final class ManualClock implements Clock {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private Instant now;
    private long nanos;
    private boolean woken;
    private boolean skipping;
    private final List<Parked> parked = new ArrayList<>();

    /** A clock that shows 1 January 2030, 00:00 UTC: a round number in every unit. */
    public ManualClock() {
        this(Instant.parse("2030-01-01T00:00:00Z"));
    }

    public ManualClock(Instant start) {
        this.now = start;
    }

    /** From now on nobody waits: who parks finds that the time it wanted to wait for has come. For one thread. */
    public ManualClock skipping() {
        lock.lock();
        try {
            skipping = true;
            changed.signalAll();
            return this;
        } finally {
            lock.unlock();
        }
    }

    /** Lets time pass, for both kinds of time. */
    public void advance(Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("time does not go back; setInstant changes what a wall clock shows");
        }
        change(now.plus(duration), duration.toNanos());
    }

    /** Sets the wall clock, also back, as an administrator would. {@link #nanoTime} doesn't notice. */
    public void setInstant(Instant instant) {
        change(instant, 0);
    }

    /** Waits until a thread is parked here: then it has done all that was to be done at this time. */
    public void awaitParked() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (parked.stream().noneMatch(this::mustWait)) {
                changed.await();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Instant instant() {
        lock.lock();
        try {
            return now;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long nanoTime() {
        lock.lock();
        try {
            return nanos;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void park(long deadlineNanos) throws InterruptedException {
        Parked self = new Parked(deadlineNanos);
        lock.lockInterruptibly();
        try {
            parked.add(self);
            changed.signalAll();
            if (skipping && mustWait(self)) {
                now = now.plusNanos(deadlineNanos - nanos);
                nanos = deadlineNanos;
            }
            while (mustWait(self)) {
                changed.await();
            }
            woken = false;
        } finally {
            parked.remove(self);
            lock.unlock();
        }
    }

    @Override
    public void wake() {
        lock.lock();
        try {
            woken = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private boolean mustWait(Parked thread) {
        return !woken && thread.deadlineNanos - nanos > 0;
    }

    private void change(Instant instant, long passedNanos) {
        lock.lock();
        try {
            now = instant;
            nanos += passedNanos;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** A thread that waits here; compared by identity, as two may wait for the same time. */
    private static final class Parked {
        private final long deadlineNanos;

        private Parked(long deadlineNanos) {
            this.deadlineNanos = deadlineNanos;
        }
    }
}
