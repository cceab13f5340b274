package dev.millrace.receiver;

import dev.millrace.MillraceException;
import dev.millrace.MillraceException.Kind;
import dev.millrace.connector.Clock;
import dev.millrace.connector.LogRange;
import dev.millrace.connector.Position;
import dev.millrace.connector.SourceBatch;
import dev.millrace.connector.Split;
import dev.millrace.receiver.BlockIndex.Numbers;
import dev.millrace.receiver.BlockIndex.Released;
import dev.millrace.serde.Serdes;
import dev.millrace.storage.Block;
import dev.millrace.storage.BlockLog;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Records in a block log: buffered, cut into blocks, available when these are durable, deleted when their batches are
 * done. A position is the number of a record. Blocks enter the log under one lock and leave for the index, with what is
 * to be acknowledged, under another, each time in order; nobody who takes waits for either.
 */
final class LoggedStore<T> implements Store<T> {
    private final Setup setup;
    private final BlockLog log;
    private final BlockIndex index;
    private final Gate gate;

    private final ReentrantLock appending = new ReentrantLock();
    private BlockEncoder buffer;
    private long cutDueNanos;
    private long nextNumber;
    private final long firstNumber;
    private @Nullable Block last;
    private boolean refuses;

    private final Queue<Appended> appended = new ConcurrentLinkedQueue<>();
    private final ReentrantLock publishing = new ReentrantLock();

    private volatile @Nullable MillraceException failure;
    /** Written by the loop's thread. */
    private volatile long position;

    /**
     * What it needs to know.
     *
     * @param wake called when something has come to be due earlier than {@link #doWork} said
     * @param recordsCame called when blocks have come to be available
     */
    record Setup(
            StoredMetadata metadata,
            Serdes serdes,
            Clock clock,
            long blockNanos,
            long logBytesMax,
            long memoryBytesMax,
            Runnable wake,
            Runnable recordsCame) {}

    /** A block that is not durable yet, what it holds and what came with it. */
    private record Appended(Block block, ByteBuffer content, List<Object> metadata) {}

    LoggedStore(Setup setup, BlockLog log, long position) {
        this.setup = setup;
        this.log = log;
        this.index = new BlockIndex(log.reader().isElsewhere() ? 0 : setup.memoryBytesMax());
        this.gate = new Gate(setup.logBytesMax());
        this.buffer = new BlockEncoder(setup.serdes());
        this.position = position;
        for (Block block : log.found()) {
            index.add(block, null);
            gate.hold(block.bytes());
        }
        this.nextNumber = Math.max(position, index.end());
        this.firstNumber = nextNumber;
    }

    @Override
    public void store(T record, @Nullable Object metadata) {
        gate.await();
        boolean wakes;
        appending.lock();
        try {
            checkTaking();
            wakes = buffer.isEmpty();
            if (wakes) {
                cutDueNanos = setup.clock().nanoTime() + setup.blockNanos();
            }
            add(buffer, record, metadata);
            if (buffer.isFull()) {
                cut();
                wakes = true;
            }
        } finally {
            appending.unlock();
        }
        if (wakes) {
            setup.wake().run();
        }
    }

    /** A value that can't be written spoils nothing but itself. */
    private void add(BlockEncoder encoder, T record, @Nullable Object metadata) {
        boolean added = false;
        try {
            encoder.add(setup.metadata().checked(record), metadata);
            added = true;
        } finally {
            if (!added && encoder == buffer) {
                cut();
                buffer = new BlockEncoder(setup.serdes());
            }
        }
    }

    @Override
    public void storeAll(Iterator<? extends T> records, @Nullable Object metadata) {
        BlockEncoder own = new BlockEncoder(setup.serdes());
        while (records.hasNext()) {
            T record = records.next();
            boolean isLast = !records.hasNext();
            add(own, record, isLast ? metadata : null);
            if (own.isFull() && !isLast) {
                append(own);
                own = new BlockEncoder(setup.serdes());
            }
        }
        Block block = append(own);
        if (block != null) {
            publish(block);
        }
        if (own.isEmpty() && metadata != null) {
            setup.metadata().stored(List.of(metadata));
        }
    }

    /** What is buffered, then this. Returns the last block. */
    private @Nullable Block append(BlockEncoder encoder) {
        gate.await();
        appending.lock();
        try {
            checkTaking();
            cut();
            enter(encoder);
            return last;
        } finally {
            appending.unlock();
        }
    }

    private void checkTaking() {
        throwIfFailed();
        if (refuses) {
            throw setup.metadata().refused();
        }
    }

    private void cut() {
        BlockEncoder cut = buffer;
        if (!cut.isEmpty()) {
            buffer = new BlockEncoder(setup.serdes());
            enter(cut);
        }
    }

    private void enter(BlockEncoder encoder) {
        if (encoder.isEmpty()) {
            return;
        }
        ByteBuffer content = encoder.finish();
        try {
            Block block = log.append(nextNumber, encoder.records(), content);
            nextNumber = block.until();
            gate.hold(block.bytes());
            appended.add(new Appended(block, content, encoder.metadata()));
            last = block;
        } catch (RuntimeException | Error e) {
            throw failed(e);
        }
    }

    /** Waits until all blocks up to this one are durable; they are available then. */
    private void publish(Block until) {
        try {
            log.awaitDurable(until);
        } catch (RuntimeException | Error e) {
            throw failed(e);
        }
        publishing.lock();
        try {
            List<Object> metadata = new ArrayList<>();
            for (Appended next = appended.peek();
                    next != null && next.block().first() <= until.first();
                    next = appended.peek()) {
                appended.remove();
                index.add(next.block(), next.content());
                metadata.addAll(next.metadata());
            }
            if (!metadata.isEmpty()) {
                setup.metadata().stored(metadata);
            }
        } finally {
            publishing.unlock();
        }
        setup.recordsCame().run();
    }

    @Override
    public long stored() {
        appending.lock();
        try {
            return nextNumber - firstNumber + buffer.records();
        } finally {
            appending.unlock();
        }
    }

    @Override
    public void flush() {
        cutAndPublish(true, 0);
    }

    @Override
    public long doWork(long nowNanos) {
        return cutAndPublish(false, nowNanos);
    }

    private long cutAndPublish(boolean all, long nowNanos) {
        Block block;
        long due;
        appending.lock();
        try {
            if (failure == null && (all || nowNanos - cutDueNanos >= 0)) {
                cut();
            }
            block = appended.isEmpty() ? null : last;
            due = buffer.isEmpty() ? Long.MAX_VALUE : cutDueNanos;
        } finally {
            appending.unlock();
        }
        if (block != null && failure == null) {
            publish(block);
        }
        return due;
    }

    private MillraceException failed(Throwable e) {
        MillraceException known = failure;
        if (known == null) {
            Kind kind = e instanceof MillraceException told ? told.kind() : Kind.INTERNAL;
            known = new MillraceException(
                    kind,
                    "source '" + setup.metadata().source() + "': what its receiver stores can't be logged: "
                            + e.getMessage(),
                    e);
            failure = known;
            gate.holdOpen(true); // those who wait are to be told
        }
        return known;
    }

    @Override
    public void throwIfFailed() {
        MillraceException known = failure;
        if (known != null) {
            throw new MillraceException(known.kind(), String.valueOf(known.getMessage()), known);
        }
    }

    @Override
    public void holdOpen(boolean open) {
        gate.holdOpen(open || failure != null);
    }

    @Override
    public void refuse() {
        appending.lock();
        try {
            refuses = true;
        } finally {
            appending.unlock();
        }
    }

    @Override
    public SourceBatch<T> take(long recordsMax) {
        Numbers next = index.next(position, recordsMax);
        if (next == null) {
            return SourceBatch.empty();
        }
        LogRange range = new LogRange(ReceiverReader.LOG, Position.ofLong(next.from()), Position.ofLong(next.until()));
        position = next.until();
        return new SourceBatch<>(List.of(range), splits(next));
    }

    @Override
    public List<Split<T>> replay(List<LogRange> ranges) {
        List<Split<T>> all = new ArrayList<>();
        for (LogRange range : ranges) {
            all.addAll(splits(new Numbers(range.from().toLong(), range.until().toLong())));
        }
        return all;
    }

    private List<Split<T>> splits(Numbers range) {
        List<Split<T>> splits = new ArrayList<>();
        for (List<Slice> slices : index.splits(range)) {
            splits.add(new BlockSplit<>(setup.metadata().source(), slices, log.reader(), setup.serdes()));
        }
        return splits;
    }

    @Override
    public void release(Position done) {
        Released released = index.release(done.toLong());
        if (!released.blocks().isEmpty()) {
            gate.release(released.bytes());
            log.delete(released.blocks(), released.next());
        }
    }

    @Override
    public long heldBytes() {
        return gate.held();
    }

    @Override
    public long heldBytesMax() {
        return setup.logBytesMax();
    }

    @Override
    public long heldRecords() {
        appending.lock();
        try {
            return Math.max(0, nextNumber - position) + buffer.records();
        } finally {
            appending.unlock();
        }
    }

    @Override
    public void close() {
        refuse();
        holdOpen(true);
        log.close();
    }
}
