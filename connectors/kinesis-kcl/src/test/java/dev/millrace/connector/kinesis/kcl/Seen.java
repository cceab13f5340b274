package dev.millrace.connector.kinesis.kcl;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What a program was given. Any thread may use it. */
final class Seen {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition more = lock.newCondition();
    private final List<Entry> entries = new ArrayList<>();

    /** A record, and the number of the stream that it came by. */
    record Entry(int stream, String shard, long subSequenceNumber, String text) {}

    void addAll(Collection<Entry> news) {
        lock.lock();
        try {
            entries.addAll(news);
            more.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void await(Predicate<List<Entry>> enough) throws InterruptedException {
        lock.lock();
        try {
            long nanos = PATIENCE.toNanos();
            while (!enough.test(entries)) {
                if (nanos <= 0) {
                    throw new AssertionError("after " + PATIENCE + " there are " + entries.size() + ": " + entries);
                }
                nanos = more.awaitNanos(nanos);
            }
        } finally {
            lock.unlock();
        }
    }

    List<Entry> entries() {
        lock.lock();
        try {
            return List.copyOf(entries);
        } finally {
            lock.unlock();
        }
    }

    List<String> texts() {
        return entries().stream().map(Entry::text).toList();
    }

    Set<String> shards() {
        return entries().stream().map(Entry::shard).collect(Collectors.toCollection(TreeSet::new));
    }
}
