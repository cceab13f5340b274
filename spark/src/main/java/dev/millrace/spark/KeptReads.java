package dev.millrace.spark;

import java.util.Iterator;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.spark.storage.BlockId;
import org.apache.spark.storage.BlockManager;
import org.apache.spark.storage.StorageLevel;
import org.jspecify.annotations.Nullable;
import scala.Option;
import scala.reflect.ClassTag;

/**
 * What was read in an executor for the batch under way, as blocks of Spark's: other executors reach them, and memory that
 * runs short sends them to the disk. The driver drops those that count when the batch ends; what other attempts left
 * goes when the executor reads for a later batch. Any task.
 */
final class KeptReads {
    private static final ClassTag<Chunk> CHUNKS = ClassTag.apply(Chunk.class);

    private final Queue<Kept> kept = new ConcurrentLinkedQueue<>();

    private record Kept(long round, BlockId block) {}

    /** Where there is no room at all it is not kept, and will be read again. */
    void keep(long round, BlockId block, Chunk chunk, BlockManager blocks) {
        kept.add(new Kept(round, block));
        put(block, chunk, blocks);
    }

    static void put(BlockId block, Chunk chunk, BlockManager blocks) {
        blocks.putSingle(block, chunk, StorageLevel.MEMORY_AND_DISK(), true, CHUNKS);
    }

    /** The block, from here or another executor; null where it is lost. */
    static @Nullable Chunk get(BlockId block, BlockManager blocks) {
        Option<Chunk> found = blocks.getSingle(block, CHUNKS);
        return found.isEmpty() ? null : found.get();
    }

    void dropBefore(long round, BlockManager blocks) {
        for (Iterator<Kept> all = kept.iterator(); all.hasNext(); ) {
            Kept old = all.next();
            if (old.round() < round) {
                all.remove();
                blocks.removeBlock(old.block(), true);
            }
        }
    }
}
