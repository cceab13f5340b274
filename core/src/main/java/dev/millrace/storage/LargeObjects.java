package dev.millrace.storage;

import dev.millrace.MillraceException;
import dev.millrace.MillraceException.Kind;
import dev.millrace.log.Disk;
import dev.millrace.log.DiskFile;
import dev.millrace.log.LogException;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32C;

/**
 * Objects in files of their own: magic {@code MRBO}, version, length, then blocks of 64 KiB, each after its CRC32C. A file
 * counts only once the object log names it; others are garbage of a crash. Any thread may call.
 */
final class LargeObjects {
    private static final int MAGIC = 0x4d52424f;
    private static final short VERSION = 1;
    private static final int HEADER_BYTES = Integer.BYTES + Short.BYTES + Long.BYTES;
    private static final int BLOCK_BYTES = 64 << 10;

    private final Disk disk;
    private final boolean syncs;
    private final String prefix;
    private final AtomicLong counter = new AtomicLong();

    /** File names begin with {@code generation}, which grows from one opening to the next. */
    LargeObjects(Disk disk, boolean syncs, long generation) {
        this.disk = disk;
        this.syncs = syncs;
        this.prefix = Long.toHexString(generation) + "-";
    }

    /** Deletes what a crash left. */
    void keepOnly(Set<String> files) {
        for (String file : disk.list()) {
            if (!files.contains(file)) {
                disk.delete(file);
            }
        }
    }

    /** Writes a file, durably but for its directory entry, and gives its name. */
    String write(ByteBuffer content) {
        DiskFile created = createFile();
        try (DiskFile file = created) {
            ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
            header.putInt(MAGIC).putShort(VERSION).putLong(content.remaining()).flip();
            file.write(0, header);
            long offset = HEADER_BYTES;
            ByteBuffer block = ByteBuffer.allocate(Integer.BYTES + BLOCK_BYTES);
            ByteBuffer rest = content.duplicate();
            while (rest.hasRemaining()) {
                int length = Math.min(BLOCK_BYTES, rest.remaining());
                ByteBuffer part = rest.slice(rest.position(), length);
                rest.position(rest.position() + length);
                block.clear().putInt(crc(part)).put(part).flip();
                int written = block.remaining();
                file.write(offset, block);
                offset += written;
            }
            if (syncs) {
                file.sync();
            }
            return file.name();
        }
    }

    private DiskFile createFile() {
        while (true) {
            try {
                return disk.create(prefix + counter.incrementAndGet());
            } catch (LogException e) {
                // A deletion that a power loss took back: the name is taken, the next one will do.
                if (e.kind() != LogException.Kind.FILE_EXISTS) {
                    throw e;
                }
            }
        }
    }

    /** Makes the entries of new files durable. */
    void syncDirectory() {
        if (syncs) {
            disk.syncDirectory();
        }
    }

    ByteBuffer read(String name, long length) {
        try (DiskFile file = disk.open(name)) {
            ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
            file.read(0, header);
            header.flip();
            if (header.remaining() < HEADER_BYTES || header.getInt() != MAGIC) {
                throw corrupt(name, 0, "it is no object of a checkpoint");
            }
            int version = header.getShort();
            if (version > VERSION) {
                throw new MillraceException(
                        Kind.CONFIGURATION,
                        "checkpoint file " + path(name) + " was written by a newer Millrace (format version " + version
                                + "): use that version");
            }
            long stored = header.getLong();
            if (stored != length || length > Integer.MAX_VALUE) {
                throw corrupt(name, Integer.BYTES + Short.BYTES, "its length is " + stored + ", not " + length);
            }
            return readBlocks(file, (int) length);
        }
    }

    private ByteBuffer readBlocks(DiskFile file, int length) {
        ByteBuffer content = ByteBuffer.allocate(length);
        ByteBuffer checksum = ByteBuffer.allocate(Integer.BYTES);
        long offset = HEADER_BYTES;
        while (content.hasRemaining()) {
            int blockLength = Math.min(BLOCK_BYTES, content.remaining());
            ByteBuffer block = content.slice(content.position(), blockLength);
            int read = file.read(offset, checksum.clear()) + file.read(offset + Integer.BYTES, block);
            if (read < Integer.BYTES + blockLength) {
                throw corrupt(file.name(), offset, "it ends too early");
            }
            if (crc(block.flip()) != checksum.getInt(0)) {
                throw corrupt(file.name(), offset, "its bytes are not those that were written");
            }
            content.position(content.position() + blockLength);
            offset += Integer.BYTES + blockLength;
        }
        return content.flip();
    }

    void delete(String name) {
        disk.delete(name);
    }

    private MillraceException corrupt(String name, long offset, String what) {
        return new MillraceException(
                Kind.CORRUPT_DATA, "checkpoint file " + path(name) + " at byte " + offset + ": " + what);
    }

    private String path(String name) {
        return disk.path() + "/" + name;
    }

    private static int crc(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate());
        return (int) crc.getValue();
    }
}
