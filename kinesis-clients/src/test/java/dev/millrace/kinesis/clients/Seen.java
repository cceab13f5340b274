package dev.millrace.kinesis.clients;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** What an application's record processors were given. Any thread may use it. */
final class Seen {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition more = lock.newCondition();
    private final List<String> records = new ArrayList<>();
    private final Set<String> distinct = new HashSet<>();
    private final Set<String> notCheckpointed = new HashSet<>();
    private final Set<String> endedShards = new HashSet<>();

    void add(List<String> batch) {
        lock.lock();
        try {
            records.addAll(batch);
            distinct.addAll(batch);
            more.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** These could not be checkpointed: they come again. */
    void notCheckpointed(List<String> batch) {
        lock.lock();
        try {
            notCheckpointed.addAll(batch);
        } finally {
            lock.unlock();
        }
    }

    void ended(String shard) {
        lock.lock();
        try {
            endedShards.add(shard);
        } finally {
            lock.unlock();
        }
    }

    /** Waits until so many different records were given. */
    void await(int number, Duration atMost) throws InterruptedException {
        lock.lock();
        try {
            long nanos = atMost.toNanos();
            while (distinct.size() < number) {
                if (nanos <= 0) {
                    throw new AssertionError(distinct.size() + " of " + number + " records came within "
                            + TimeUnit.NANOSECONDS.toSeconds(atMost.toNanos()) + " s");
                }
                nanos = more.awaitNanos(nanos);
            }
        } finally {
            lock.unlock();
        }
    }

    Set<String> distinct() {
        lock.lock();
        try {
            return Set.copyOf(distinct);
        } finally {
            lock.unlock();
        }
    }

    /** What was given more than once though it had been checkpointed. */
    Set<String> repeatedWithoutReason() {
        lock.lock();
        try {
            Set<String> once = new HashSet<>();
            Set<String> repeated = new HashSet<>();
            for (String record : records) {
                if (!once.add(record) && !notCheckpointed.contains(record)) {
                    repeated.add(record);
                }
            }
            return repeated;
        } finally {
            lock.unlock();
        }
    }

    Set<String> endedShards() {
        lock.lock();
        try {
            return Set.copyOf(endedShards);
        } finally {
            lock.unlock();
        }
    }
}
