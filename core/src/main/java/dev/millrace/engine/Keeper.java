package dev.millrace.engine;

import dev.millrace.MillraceException;
import dev.millrace.MillraceException.Kind;
import dev.millrace.StorageLevel;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the records of one partition as its level says: objects or chunks of bytes while there is room in memory, then a
 * file, or nothing. {@code add*, (finish | discard)}; the task's thread.
 */
final class Keeper {
    private static final System.Logger LOGGER = System.getLogger("dev.millrace.engine");
    private static final int SAMPLED_MASK = 63;
    private static final long RESERVED_AT_ONCE = 64 << 10;

    private final KeptStore store;
    private final StorageLevel level;
    private final KeptChunk.Writer writer;
    private List<Object> objects = new ArrayList<>();
    private List<KeptChunk> chunks = new ArrayList<>();
    private long reserved;
    private long unreserved;
    private long sampleBytes;
    private @Nullable Path file;
    private @Nullable FileChannel channel;
    private long fileEnd;
    private boolean full;

    Keeper(KeptStore store, StorageLevel level) {
        this.store = store;
        this.level = level;
        this.writer = new KeptChunk.Writer(store.serdes(), level.usesOffHeap());
        if (!level.usesMemory()) {
            toFile();
        }
    }

    /** Whether there is no room for what is to be kept: then the rest of it isn't wanted. */
    boolean isFull() {
        return full;
    }

    void add(Object record) {
        if (full) {
            return;
        }
        if (channel != null || level.isSerialized()) {
            keep(writer.add(record));
            return;
        }
        if ((objects.size() & SAMPLED_MASK) == 0) {
            sampleBytes = ObjectSizes.estimate(record);
        }
        objects.add(record);
        unreserved += sampleBytes;
        if (unreserved >= RESERVED_AT_ONCE) {
            reserveForObjects();
        }
    }

    private void reserveForObjects() {
        if (store.reserve(unreserved)) {
            reserved += unreserved;
            unreserved = 0;
        } else if (level.usesDisk()) {
            objectsToFile();
        } else {
            giveUp();
        }
    }

    private void objectsToFile() {
        List<Object> all = objects;
        objects = List.of();
        try {
            toFile();
            for (Object record : all) {
                keep(writer.add(record));
            }
        } catch (MillraceException e) {
            if (e.kind() != Kind.USER_CODE) {
                throw e;
            }
            LOGGER.log(
                    Level.WARNING,
                    "what is persisted finds no room in memory and can''t be written to disk: {0}",
                    e.getMessage());
            giveUp();
        }
        unreserved = 0;
    }

    private void keep(@Nullable KeptChunk chunk) {
        if (chunk == null) {
            return;
        }
        if (channel != null) {
            write(chunk);
        } else if (store.reserve(chunk.size())) {
            reserved += chunk.size();
            chunks.add(chunk);
        } else if (level.usesDisk()) {
            List<KeptChunk> all = chunks;
            chunks = List.of();
            toFile();
            all.forEach(this::write);
            write(chunk);
        } else {
            giveUp();
        }
    }

    private void toFile() {
        Path made = store.newFile();
        file = made;
        try {
            channel = FileChannel.open(made, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw failed(e);
        }
        store.release(reserved);
        reserved = 0;
    }

    private void write(KeptChunk chunk) {
        ByteBuffer header = ByteBuffer.allocate(KeptChunk.HEADER_BYTES)
                .putInt(chunk.size())
                .putInt(chunk.count())
                .putInt(chunk.checksum())
                .flip();
        writeFully(header);
        writeFully(chunk.bytes().duplicate());
    }

    private void writeFully(ByteBuffer bytes) {
        FileChannel open = channel;
        if (open == null) {
            throw new IllegalStateException("there is no file");
        }
        try {
            while (bytes.hasRemaining()) {
                fileEnd += open.write(bytes, fileEnd);
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private MillraceException failed(IOException e) {
        return new MillraceException(
                Kind.EXTERNAL_SYSTEM,
                "what is persisted can't be written to " + file + ": " + e
                        + ". Make room there, or let keptDirectory(…) name another place",
                e);
    }

    private void giveUp() {
        discard();
        full = true;
    }

    KeptRecords finish() {
        if (!full && channel == null && !level.isSerialized()) {
            reserveForObjects();
        }
        if (!full) {
            keep(writer.end());
        }
        if (full) {
            return new KeptRecords.Nowhere();
        }
        Path written = file;
        if (written != null) {
            close();
            return new KeptRecords.InFile(store, written);
        }
        return level.isSerialized()
                ? new KeptRecords.Bytes(store, chunks, reserved)
                : new KeptRecords.Objects(store, objects, reserved);
    }

    private void close() {
        FileChannel open = channel;
        channel = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                throw failed(e);
            }
        }
    }

    /** Lets go of everything. */
    void discard() {
        store.release(reserved);
        reserved = 0;
        objects = List.of();
        chunks = List.of();
        Path written = file;
        if (written != null) {
            close();
            KeptStore.delete(written);
            file = null;
        }
    }
}
