package dev.millrace.storage;

import dev.millrace.MillraceException;
import dev.millrace.MillraceException.Kind;
import dev.millrace.log.Disk;
import dev.millrace.log.LogCursor;
import dev.millrace.log.LogEnvironment;
import dev.millrace.log.LogException;
import dev.millrace.log.LogSettings;
import dev.millrace.log.SegmentedLog;
import dev.millrace.log.SyncPolicy;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Blocks as records of a segmented log in a directory of their own: version, number of the first record, how many there
 * are, content. Blocks wait for a sync together; what isn't needed goes by the segment. Any thread may read.
 */
final class SegmentedBlockLog implements BlockLog {
    private static final byte VERSION = 1;
    private static final int HEADER_BYTES = 1 + Long.BYTES + Integer.BYTES;
    private static final int BLOCK_BYTES_MAX = 16 << 20;
    private static final LogSettings SETTINGS = LogSettings.defaults()
            .withSegmentBytes(32L << 20)
            .withPendingBytesMax((2L * BLOCK_BYTES_MAX) + (1 << 20))
            .withRecordBytesMax(BLOCK_BYTES_MAX);

    private final String path;
    private final SegmentedLog log;
    private final List<Block> found = new ArrayList<>();

    private SegmentedBlockLog(String path, SegmentedLog log) {
        this.path = path;
        this.log = log;
    }

    /** Opens the log of a directory, or begins one; a torn tail is cut. */
    static SegmentedBlockLog open(Disk disk, SyncPolicy syncPolicy, LogEnvironment environment) {
        SegmentedLog log;
        try {
            log = SegmentedLog.open(disk, SETTINGS.withSyncPolicy(syncPolicy), environment);
        } catch (LogException e) {
            throw StorageFailures.of("the block log in " + disk.path() + " can't be opened", e);
        }
        SegmentedBlockLog opened = new SegmentedBlockLog(disk.path(), log);
        try {
            opened.load();
            return opened;
        } catch (RuntimeException | Error e) {
            opened.close();
            throw e;
        }
    }

    private void load() {
        try (LogCursor cursor = log.read(log.startPosition())) {
            while (cursor.next()) {
                found.add(parse(cursor.record(), cursor.position()));
            }
        } catch (LogException e) {
            throw StorageFailures.of("the block log in " + path + " can't be read", e);
        }
    }

    /** Leaves the buffer at the block's content. */
    private Block parse(ByteBuffer record, long position) {
        try {
            int version = record.get();
            if (version > VERSION) {
                throw new MillraceException(
                        Kind.CONFIGURATION,
                        "the block log in " + path + " was written by a newer Millrace (format version " + version
                                + "): use that version");
            }
            return new Block(record.getLong(), record.getInt(), record.remaining(), position);
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw new MillraceException(
                    Kind.CORRUPT_DATA, "the block log in " + path + ", position " + position + ": " + e, e);
        }
    }

    @Override
    public List<Block> found() {
        return List.copyOf(found);
    }

    @Override
    public Block append(long first, int records, ByteBuffer content) {
        ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
        header.put(VERSION).putLong(first).putInt(records).flip();
        try {
            long position = log.append(new ByteBuffer[] {header, content.duplicate()});
            return new Block(first, records, content.remaining(), position);
        } catch (LogException e) {
            throw unwritable(e);
        }
    }

    @Override
    public void awaitDurable(Block block) {
        try {
            log.awaitCommitted(block.place() + 1); // the position of a later record would do as well
        } catch (LogException e) {
            throw unwritable(e);
        }
    }

    private MillraceException unwritable(LogException e) {
        return StorageFailures.of("the block log in " + path + " can't be written", e);
    }

    @Override
    public BlockReader reader() {
        return this::read;
    }

    private ByteBuffer read(Block block) {
        try (LogCursor cursor = log.read(block.place())) {
            if (!cursor.next()) {
                throw new MillraceException(
                        Kind.INTERNAL, "the block log in " + path + " ends before position " + block.place());
            }
            ByteBuffer record = cursor.record();
            Block there = parse(record, cursor.position());
            if (!there.equals(block)) {
                throw new MillraceException(
                        Kind.CORRUPT_DATA, "the block log in " + path + " has " + there + " where " + block + " were");
            }
            return ByteBuffer.allocate(record.remaining()).put(record).flip();
        } catch (LogException e) {
            throw StorageFailures.of("the block log in " + path + " can't be read", e);
        }
    }

    @Override
    public void delete(List<Block> oldest, @Nullable Block next) {
        try {
            log.trimBefore(next == null ? log.committedPosition() : next.place());
        } catch (LogException e) {
            throw StorageFailures.of("the block log in " + path + " can't be trimmed", e);
        }
    }

    @Override
    public void close() {
        try {
            log.close();
        } catch (LogException e) {
            throw StorageFailures.of("the block log in " + path + " can't be closed", e);
        }
    }
}
