package dev.millrace.file;

import dev.millrace.connector.Position;
import java.util.Locale;

/**
 * How far a file has been read, how long it was then, and how it began: the CRC32C of its first bytes, at most 1 KiB,
 * tells it from another file that has taken its name, and its length tells whether something is lost when it is gone.
 */
record FilePosition(long offset, int headBytes, int headChecksum, long length) {
    static final int HEAD_BYTES_MAX = 1024;
    static final FilePosition START = new FilePosition(0, 0, 0, 0);

    /** Whether all that was there had been read. */
    boolean isAtEnd() {
        return offset >= length;
    }

    FilePosition withLength(long newLength) {
        return new FilePosition(offset, headBytes, headChecksum, newLength);
    }

    Position toPosition() {
        return Position.ofText(
                String.format(Locale.ROOT, "%019d:%04d:%08x:%019d", offset, headBytes, headChecksum, length));
    }

    static FilePosition of(Position position) {
        String[] parts = position.toText().split(":", -1);
        return new FilePosition(
                Long.parseLong(parts[0]),
                Integer.parseInt(parts[1]),
                Integer.parseUnsignedInt(parts[2], 16),
                Long.parseLong(parts[3]));
    }
}
