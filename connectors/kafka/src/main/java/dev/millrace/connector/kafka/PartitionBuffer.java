package dev.millrace.connector.kafka;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What is fetched of one partition and not yet given to a batch. One thread adds, the batch loop's takes; the bound is
 * kept by the one who adds.
 */
final class PartitionBuffer {
    private final TopicLog log;
    private final Runnable recordsCame;
    private final Queue<Chunk> chunks = new ConcurrentLinkedQueue<>();
    private final AtomicLong bytesHeld = new AtomicLong();
    private final AtomicLong records = new AtomicLong();
    /** Where the partition stands behind all that was added before this was set. */
    private volatile long reached;

    private volatile long behind = -1;

    // The batch loop's alone.
    private @Nullable Chunk head;
    private int headTaken;
    private long taken;

    /** {@code recordsCame} is called by the thread that adds. */
    PartitionBuffer(TopicLog log, long from, Runnable recordsCame) {
        this.log = log;
        this.recordsCame = recordsCame;
        this.reached = from;
        this.taken = from;
    }

    /** What a batch takes of the partition: everything from {@code from} to {@code until}. */
    record Taken(long from, long until, List<Chunk.Part> parts, long records, long bytes) {}

    TopicLog log() {
        return log;
    }

    // ---- the fetching thread

    void add(Chunk chunk) {
        bytesHeld.addAndGet(chunk.records().bytes());
        records.addAndGet(chunk.records().count());
        chunks.add(chunk);
        reached = chunk.next();
        recordsCame.run();
    }

    /** The partition goes on there, without a record between. */
    void moved(long next) {
        reached = Math.max(reached, next);
    }

    void isBehindBy(long offsets) {
        behind = offsets;
    }

    // ---- any thread

    long bytesHeld() {
        return bytesHeld.get();
    }

    long available() {
        return records.get();
    }

    long reached() {
        return reached;
    }

    /** How many records wait at least, here and at the broker; -1 if nobody knows. */
    long behind() {
        long there = behind;
        return there < 0 ? -1 : there + available();
    }

    // ---- the batch loop's thread

    /** Where the next batch begins. */
    long taken() {
        return taken;
    }

    /** Whether it has moved on without a record. */
    boolean hasMovedAlone() {
        return available() == 0 && reached > taken;
    }

    /** Takes up to so many records, and the marks behind them if nothing is left before those; null if there is nothing. */
    @Nullable
    Taken take(long recordsMax) {
        long from = taken;
        long reachedBefore = reached; // first: all that was added before it was set is seen below
        List<Chunk.Part> parts = new ArrayList<>(2);
        long count = 0;
        long bytes = 0;
        while (true) {
            Chunk chunk = head == null ? chunks.poll() : head;
            head = chunk;
            if (chunk == null) {
                taken = Math.max(taken, reachedBefore);
                break;
            }
            PackedRecords packed = chunk.records();
            int end = headTaken + (int) Math.min(packed.count() - headTaken, recordsMax - count);
            if (end > headTaken) {
                Chunk.Part part = new Chunk.Part(packed, headTaken, end);
                parts.add(part);
                count += part.count();
                bytes += part.bytes();
                taken = packed.offset(end - 1) + 1;
                headTaken = end;
            }
            if (end < packed.count()) {
                break;
            }
            taken = chunk.next();
            head = null;
            headTaken = 0;
        }
        bytesHeld.addAndGet(-bytes);
        records.addAndGet(-count);
        return taken == from ? null : new Taken(from, taken, parts, count, bytes);
    }
}
