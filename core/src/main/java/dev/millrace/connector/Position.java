package dev.millrace.connector;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A place in a log, between two records: bytes that only the source understands, ordered as unsigned bytes. Immutable.
 * The order is all that the batch loop needs: positions of one log never go back.
 */
public final class Position implements Comparable<Position>, Serializable {
    private final byte[] bytes;

    private Position(byte[] bytes) {
        this.bytes = bytes;
    }

    public static Position ofBytes(byte[] bytes) {
        return new Position(bytes.clone());
    }

    /** A position that is a number, such as a byte offset; not negative. */
    public static Position ofLong(long value) {
        if (value < 0) {
            throw new IllegalArgumentException("a position is not negative: " + value);
        }
        return new Position(ByteBuffer.allocate(Long.BYTES).putLong(value).array());
    }

    /** A position that is text, ordered by its UTF-8 bytes: numbers in it must be padded with zeros. */
    public static Position ofText(String text) {
        return new Position(text.getBytes(StandardCharsets.UTF_8));
    }

    public byte[] toBytes() {
        return bytes.clone();
    }

    public long toLong() {
        return ByteBuffer.wrap(bytes).getLong();
    }

    public String toText() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public int compareTo(Position other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Position position && Arrays.equals(bytes, position.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** For messages: the text if all of it can be printed, else the number or the bytes in hexadecimal. */
    @Override
    public String toString() {
        boolean printable = bytes.length > 0;
        for (byte b : bytes) {
            printable &= b >= 0x20 && b < 0x7f;
        }
        if (printable) {
            return toText();
        }
        return bytes.length == Long.BYTES
                ? Long.toString(toLong())
                : java.util.HexFormat.of().formatHex(bytes);
    }
}
