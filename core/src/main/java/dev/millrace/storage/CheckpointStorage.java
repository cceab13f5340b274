package dev.millrace.storage;

import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;

/**
 * Where a checkpoint lies: four operations on immutable objects. Names are paths with {@code /} between their parts.
 * Any thread may call. Every failure is a {@link dev.millrace.MillraceException}; a failed create stops the stream.
 */
public interface CheckpointStorage extends AutoCloseable {
    /**
     * Makes the objects, each of which must be absent. All are durable when this returns; a crash before may leave any of
     * them, whole, or none.
     */
    void create(List<StoredObject> objects);

    /**
     * The same ahead of an object that will name these: they need not be durable before one that is created later is, so
     * that both may share a sync. Until then a crash may leave any of them, whole, or none.
     */
    default void createAhead(List<StoredObject> objects) {
        create(objects);
    }

    default void create(StoredObject object) {
        create(List.of(object));
    }

    /** The whole object; its checksum has been verified. */
    ByteBuffer read(String name);

    /** Names that begin with {@code prefix}, in order. */
    List<String> list(String prefix);

    /** Deletes what is there of these. A crash may bring some back. */
    void delete(Collection<String> names);

    /** Whether nobody else can create objects while this one is open, because it holds a lock. */
    default boolean isExclusive() {
        return false;
    }

    /**
     * Opens the block log of a receiver source, or begins one. To be closed before this is. Storages that tasks in other
     * processes read give it a reader that can be sent there.
     */
    default BlockLog openBlockLog(String source) {
        return openBlockLog(source, block -> BlockLogObjects.read(this, source, block));
    }

    /** One whose blocks are objects of this storage, which tasks read through {@code reader}. */
    default BlockLog openBlockLog(String source, BlockReader reader) {
        return BlockLogObjects.open(this, source, reader);
    }

    /** What the block log of a source holds, which isn't open; nothing if there is none. */
    default List<Block> blocksLeft(String source) {
        try (BlockLog log = openBlockLog(source)) {
            return log.found();
        }
    }

    /** Deletes the block log of a source, if there is one; it must not be open. */
    default void deleteBlockLog(String source) {
        delete(list(BlockLogObjects.prefix(source)));
    }

    @Override
    void close();
}
