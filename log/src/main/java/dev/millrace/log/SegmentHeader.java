package dev.millrace.log;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The first 64 bytes of a segment file. Their layout stays the same in every format version, so that a newer file is
 * told from a damaged one.
 *
 * @param version format of what follows the header
 * @param basePosition position of the segment's first frame
 * @param createdMillis when the segment was started
 * @param previousNewestMillis when the newest record of the segment before this one was written, or 0 if there is none
 */
record SegmentHeader(int version, long basePosition, long createdMillis, long previousNewestMillis) {

    static final int BYTES = 64;
    static final int VERSION = 1;

    private static final long MAGIC = 0x4D494C4C4C4F4731L; // "MILLLOG1"
    private static final int CHECKED_BYTES = BYTES - 4;

    ByteBuffer encode() {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES);
        bytes.putLong(0, MAGIC).putInt(8, version).putLong(16, basePosition);
        bytes.putLong(24, createdMillis).putLong(32, previousNewestMillis);
        return bytes.putInt(CHECKED_BYTES, crc(bytes));
    }

    /** Reads and checks the header of a segment. */
    static SegmentHeader read(Disk disk, DiskFile file, long expectedBase) {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES);
        int read = file.read(0, bytes);
        if (!isWhole(bytes, read)) {
            throw Damage.corrupt(disk, file.name(), 0, "the header of the segment is damaged");
        }
        SegmentHeader header =
                new SegmentHeader(bytes.getInt(8), bytes.getLong(16), bytes.getLong(24), bytes.getLong(32));
        if (header.version > VERSION) {
            throw new LogException(
                    LogException.Kind.NEWER_FORMAT,
                    disk.path() + "/" + file.name() + " has format version " + header.version
                            + ", this library reads up to " + VERSION + ". Open it with the version that wrote it.",
                    disk.path() + "/" + file.name(),
                    8,
                    null);
        }
        if (header.basePosition != expectedBase) {
            throw Damage.corrupt(
                    disk, file.name(), 16, "the header says position " + header.basePosition + ", the name another");
        }
        return header;
    }

    /** Whether the file begins with an intact header of some version. */
    static boolean isWhole(DiskFile file) {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES);
        return isWhole(bytes, file.read(0, bytes));
    }

    private static boolean isWhole(ByteBuffer bytes, int read) {
        return read == BYTES && bytes.getLong(0) == MAGIC && bytes.getInt(CHECKED_BYTES) == crc(bytes);
    }

    private static int crc(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate().limit(CHECKED_BYTES).position(0));
        return (int) crc.getValue();
    }
}
