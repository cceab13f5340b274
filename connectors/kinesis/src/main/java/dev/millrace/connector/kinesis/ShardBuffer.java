package dev.millrace.connector.kinesis;

import dev.millrace.connector.Lag;
import dev.millrace.connector.kinesis.ShardPosition.At;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What is fetched of one shard and not yet given to a batch. One thread adds, the batch loop's takes; the bound is kept
 * by the one who adds.
 */
final class ShardBuffer {
    private final Runnable recordsCame;
    private final Queue<Chunk> chunks = new ConcurrentLinkedQueue<>();
    private final AtomicLong bytesHeld = new AtomicLong();
    private final AtomicLong records = new AtomicLong();
    /** Where the shard stands while nothing comes of it; always behind all that was added before it was set. */
    private volatile ShardPosition idleAt;

    private volatile long millisBehind;

    // The batch loop's alone.
    private @Nullable Chunk head;
    private int headTaken;
    private ShardPosition taken;
    private boolean isNew;

    /**
     * @param isNew whether no batch knows of this shard yet, so that even its first place is news
     * @param recordsCame called by the thread that adds
     */
    ShardBuffer(ShardPosition from, boolean isNew, Runnable recordsCame) {
        this.recordsCame = recordsCame;
        this.taken = from;
        this.idleAt = from;
        this.isNew = isNew;
    }

    /** What a batch takes of the shard: everything from {@code from} to {@code until}. */
    record Taken(ShardPosition from, ShardPosition until, List<KinesisRecord> records, List<ShardInfo> followers) {}

    void add(Chunk chunk) {
        if (!chunk.records().isEmpty() || !chunk.end().isSamePlaceAs(idleAt)) {
            bytesHeld.addAndGet(chunk.bytesHeld());
            records.addAndGet(chunk.records().size());
            chunks.add(chunk);
        }
        idleAt = chunk.end();
        millisBehind = chunk.millisBehind();
        if (!chunk.records().isEmpty()) {
            recordsCame.run();
        }
    }

    /** How far behind the last answer was, and what waits here besides. Any thread. */
    Lag lag() {
        return new Lag(millisBehind, available(), -1);
    }

    long bytesHeld() {
        return bytesHeld.get();
    }

    long available() {
        return records.get();
    }

    /** Where the next batch begins. */
    ShardPosition taken() {
        return taken;
    }

    /** Where the shard stands once there is no news: the same place, and what is known of time by now. */
    ShardPosition idleAt() {
        return idleAt;
    }

    /** Whether no batch has been told of this shard yet. */
    boolean isUnknownToBatches() {
        return isNew;
    }

    boolean hasNews() {
        return head != null || !chunks.isEmpty();
    }

    /** Takes up to so many records, and the end of the shard if nothing is left before it; null if there is no news. */
    @Nullable
    Taken take(long recordsMax) {
        ShardPosition from = taken;
        List<KinesisRecord> given = new ArrayList<>((int) Math.min(recordsMax, available()));
        List<ShardInfo> followers = List.of();
        long bytes = 0;
        while (true) {
            Chunk chunk = head == null ? chunks.poll() : head;
            head = chunk;
            if (chunk == null) {
                break;
            }
            int until = headTaken + (int) Math.min(chunk.records().size() - headTaken, recordsMax - given.size());
            for (; headTaken < until; headTaken++) {
                KinesisRecord record = chunk.records().get(headTaken);
                given.add(record);
                bytes += Chunk.bytesHeld(record);
            }
            if (headTaken < chunk.records().size()) {
                break;
            }
            taken = chunk.end();
            followers = chunk.followers();
            head = null;
            headTaken = 0;
        }
        if (head != null && headTaken > 0) {
            taken = after(head.records().get(headTaken - 1));
        }
        bytesHeld.addAndGet(-bytes);
        records.addAndGet(-given.size());
        if (taken.equals(from)) {
            return null;
        }
        isNew = false;
        return new Taken(from, taken, given, followers);
    }

    /**
     * The place of a shard without records, if it is worth a note: nobody knows of the shard yet, or what is known of it
     * is older than {@code freshMillis}.
     */
    @Nullable
    Taken takeIdle(long freshMillis) {
        ShardPosition idle = idleAt;
        // In this order: what was added before the place was set is seen now.
        if (hasNews() || !idle.isSamePlaceAs(taken)) {
            return null;
        }
        if (!(isNew && idle.knownMillis() > taken.knownMillis())
                && idle.knownMillis() - taken.knownMillis() < freshMillis) {
            return null;
        }
        Taken note = new Taken(taken, idle, List.of(), List.of());
        taken = idle;
        isNew = false;
        return note;
    }

    private ShardPosition after(KinesisRecord record) {
        return new At(
                record.sequenceNumber(),
                record.subSequenceNumber() + 1,
                Math.max(taken.knownMillis(), record.approximateArrivalTime().toEpochMilli()));
    }
}
