package dev.millrace.storage;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * What one receiver received, in blocks of numbered records: appended at the end, read any number of times, deleted from
 * the front. Blocks are appended by one thread at a time; all else may be called by any. Every failure is a
 * {@link dev.millrace.MillraceException}; after one of writing nothing more is taken.
 */
public interface BlockLog extends AutoCloseable {
    /** What was there when it was opened, oldest first. */
    List<Block> found();

    /**
     * Adds a block after all others. It is there for good, and so are all before it, once {@link #awaitDurable} has returned
     * for it. Waits for the disk only while much is not yet written.
     */
    Block append(long first, int records, ByteBuffer content);

    /** Returns when the block and all before it are as durable as the storage promises. Those who wait share a sync. */
    void awaitDurable(Block block);

    BlockReader reader();

    /** These, the oldest there are, aren't needed any more; {@code next} is the oldest that is, or null. They may be deleted now or later. */
    void delete(List<Block> oldest, @org.jspecify.annotations.Nullable Block next);

    @Override
    void close();
}
