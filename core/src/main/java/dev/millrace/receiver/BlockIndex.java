package dev.millrace.receiver;

import dev.millrace.MillraceException;
import dev.millrace.MillraceException.Kind;
import dev.millrace.storage.Block;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The durable blocks that are still needed, by the numbers of their records, and some of their contents. Cuts ranges into
 * splits, always alike. Any thread.
 */
final class BlockIndex {
    /** A split of so many bytes or more is closed. Batches in doubt depend on it: it is part of the format. */
    static final int SPLIT_BYTES = 64 << 10;

    private final long memoryBytesMax;
    private final ReentrantLock lock = new ReentrantLock();
    private final NavigableMap<Long, Entry> blocks = new TreeMap<>();
    private long bytes;
    private long memoryBytes;

    private record Entry(Block block, @Nullable ByteBuffer content) {}

    /** What was let go of, and the oldest that is still needed. */
    record Released(List<Block> blocks, @Nullable Block next, long bytes) {}

    BlockIndex(long memoryBytesMax) {
        this.memoryBytesMax = memoryBytesMax;
    }

    /** Blocks come in order. The content is kept if there is room for it. */
    void add(Block block, @Nullable ByteBuffer content) {
        lock.lock();
        try {
            if (!blocks.isEmpty()
                    && block.first() < blocks.lastEntry().getValue().block().until()) {
                throw new MillraceException(
                        Kind.CORRUPT_DATA,
                        block + " of the block log follow "
                                + blocks.lastEntry().getValue().block());
            }
            boolean fits = content != null && memoryBytes + block.bytes() <= memoryBytesMax;
            blocks.put(block.first(), new Entry(block, fits ? content : null));
            bytes += block.bytes();
            memoryBytes += fits ? block.bytes() : 0;
        } finally {
            lock.unlock();
        }
    }

    /** Bytes of all that is needed. */
    long bytes() {
        lock.lock();
        try {
            return bytes;
        } finally {
            lock.unlock();
        }
    }

    /** Number of the record after the last one, 0 if there is none. */
    long end() {
        lock.lock();
        try {
            return blocks.isEmpty() ? 0 : blocks.lastEntry().getValue().block().until();
        } finally {
            lock.unlock();
        }
    }

    /** The numbers of a range. */
    record Numbers(long from, long until) {}

    /** The next records after a position, at most so many, or null if there are none. */
    @Nullable
    Numbers next(long position, long recordsMax) {
        lock.lock();
        try {
            Map.Entry<Long, Entry> holding = blocks.floorEntry(position);
            Map.Entry<Long, Entry> first =
                    holding != null && holding.getValue().block().until() > position
                            ? holding
                            : blocks.higherEntry(position);
            if (first == null) {
                return null;
            }
            // Numbers are left out between two starts at most, and no range reaches across.
            long from = Math.max(position, first.getKey());
            long until = from;
            for (Entry entry : blocks.tailMap(first.getKey(), true).values()) {
                if ((entry.block().first() > until && until > from) || until - from >= recordsMax) {
                    break;
                }
                until = Math.min(
                        entry.block().until(), recordsMax > Long.MAX_VALUE - from ? Long.MAX_VALUE : from + recordsMax);
            }
            return new Numbers(from, until);
        } finally {
            lock.unlock();
        }
    }

    /**
     * The slices of a range, by split.
     *
     * @throws MillraceException CORRUPT_DATA if something of it is not there
     */
    List<List<Slice>> splits(Numbers range) {
        lock.lock();
        try {
            List<List<Slice>> splits = new ArrayList<>();
            List<Slice> split = new ArrayList<>();
            long splitBytes = 0;
            long at = range.from();
            Long first = blocks.floorKey(at);
            for (Entry entry : first == null
                    ? List.<Entry>of()
                    : blocks.tailMap(first, true).values()) {
                Block block = entry.block();
                if (at >= range.until() || block.first() > at) {
                    break;
                }
                if (block.until() > at) {
                    long until = Math.min(block.until(), range.until());
                    split.add(new Slice(
                            block, (int) (at - block.first()), (int) (until - block.first()), entry.content()));
                    splitBytes += block.bytes();
                    at = until;
                    if (splitBytes >= SPLIT_BYTES) {
                        splits.add(split);
                        split = new ArrayList<>();
                        splitBytes = 0;
                    }
                }
            }
            if (at < range.until()) {
                throw new MillraceException(
                        Kind.CORRUPT_DATA,
                        "the block log has no record " + at + " of those from " + range.from() + " to "
                                + (range.until() - 1)
                                + ". If these were received without it, start once more with"
                                + " ReceiverSettings.withBlockLog(false)");
            }
            if (!split.isEmpty()) {
                splits.add(split);
            }
            return splits;
        } finally {
            lock.unlock();
        }
    }

    /** Forgets the blocks that lie wholly before a position. */
    Released release(long position) {
        lock.lock();
        try {
            List<Block> released = new ArrayList<>();
            long releasedBytes = 0;
            while (!blocks.isEmpty() && blocks.firstEntry().getValue().block().until() <= position) {
                Entry entry = blocks.pollFirstEntry().getValue();
                released.add(entry.block());
                releasedBytes += entry.block().bytes();
                memoryBytes -= entry.content() == null ? 0 : entry.block().bytes();
            }
            bytes -= releasedBytes;
            return new Released(
                    released,
                    blocks.isEmpty() ? null : blocks.firstEntry().getValue().block(),
                    releasedBytes);
        } finally {
            lock.unlock();
        }
    }
}
