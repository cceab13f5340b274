package dev.millrace.receiver;

import dev.millrace.connector.LogRange;
import dev.millrace.connector.Position;
import dev.millrace.connector.SourceBatch;
import dev.millrace.connector.Split;
import dev.millrace.plan.ListSplit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Records as objects in memory, lost with the process. At most so many wait for their batch. */
final class MemoryStore<T> implements Store<T> {
    /** A split of fewer isn't worth its task. */
    private static final int SPLIT_RECORDS_MIN = 1_000;

    private final StoredMetadata metadata;
    private final Runnable recordsCame;
    private final int parallelism;
    private final Gate gate;
    private final ReentrantLock lock = new ReentrantLock();
    private final Queue<T> records = new ArrayDeque<>();
    private long stored;
    private boolean refuses;
    /** Of the loop's thread. */
    private long position;

    /** {@code recordsCame} is called when the first record has come after none were there. */
    MemoryStore(StoredMetadata metadata, Runnable recordsCame, int parallelism, int recordsMax, long position) {
        this.metadata = metadata;
        this.recordsCame = recordsCame;
        this.parallelism = parallelism;
        this.gate = new Gate(recordsMax);
        this.position = position;
    }

    @Override
    public void store(T record, @Nullable Object about) {
        add(record);
        if (about != null) {
            metadata.stored(List.of(about));
        }
    }

    private void add(T record) {
        gate.await();
        boolean isFirst;
        lock.lock();
        try {
            if (refuses) {
                throw metadata.refused();
            }
            isFirst = records.isEmpty();
            records.add(metadata.checked(record));
            stored++;
        } finally {
            lock.unlock();
        }
        gate.hold(1);
        if (isFirst) {
            recordsCame.run();
        }
    }

    @Override
    public void storeAll(Iterator<? extends T> more, @Nullable Object about) {
        more.forEachRemaining(this::add);
        if (about != null) {
            metadata.stored(List.of(about));
        }
    }

    @Override
    public long stored() {
        lock.lock();
        try {
            return stored;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void flush() {
        // There is nothing to make safe.
    }

    @Override
    public long doWork(long nowNanos) {
        return Long.MAX_VALUE;
    }

    @Override
    public void holdOpen(boolean open) {
        gate.holdOpen(open);
    }

    @Override
    public void refuse() {
        lock.lock();
        try {
            refuses = true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public SourceBatch<T> take(long recordsMax) {
        List<T> taken = new ArrayList<>();
        lock.lock();
        try {
            while (taken.size() < recordsMax && !records.isEmpty()) {
                taken.add(records.remove());
            }
        } finally {
            lock.unlock();
        }
        if (taken.isEmpty()) {
            return SourceBatch.empty();
        }
        gate.release(taken.size());
        LogRange range =
                new LogRange(ReceiverReader.LOG, Position.ofLong(position), Position.ofLong(position + taken.size()));
        position += taken.size();
        int splits = Math.max(1, Math.min(parallelism, taken.size() / SPLIT_RECORDS_MIN));
        return new SourceBatch<>(List.of(range), List.copyOf(ListSplit.slices(taken, splits)));
    }

    @Override
    public void throwIfFailed() {
        // Memory doesn't fail.
    }

    @Override
    public List<Split<T>> replay(List<LogRange> ranges) {
        return List.of();
    }

    @Override
    public void release(Position done) {
        // What a batch has taken isn't here any more.
    }

    @Override
    public long heldBytes() {
        return 0;
    }

    @Override
    public long heldBytesMax() {
        return 0;
    }

    @Override
    public long heldRecords() {
        return gate.held();
    }

    @Override
    public void close() {
        refuse();
        holdOpen(true);
    }
}
