package dev.millrace.file;

import dev.millrace.connector.Position;
import java.util.Locale;

/**
 * How far a file has been read, and how it began then: the CRC32C of its first bytes, at most 1 KiB, tells it from another
 * file that has taken its name.
 */
record FilePosition(long offset, int headBytes, int headChecksum) {
    static final int HEAD_BYTES_MAX = 1024;
    static final FilePosition START = new FilePosition(0, 0, 0);

    Position toPosition() {
        return Position.ofText(String.format(Locale.ROOT, "%019d:%04d:%08x", offset, headBytes, headChecksum));
    }

    static FilePosition of(Position position) {
        String[] parts = position.toText().split(":");
        return new FilePosition(
                Long.parseLong(parts[0]), Integer.parseInt(parts[1]), Integer.parseUnsignedInt(parts[2], 16));
    }
}
