package dev.millrace.serde;

import dev.millrace.MillraceException;
import dev.millrace.SerdeInput;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of bytes and the types of the values in it. Every length is checked against what is left before anything is
 * allocated; an error names the object and the offset in it. One thread at a time.
 */
public final class ByteInput implements SerdeInput {
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final byte[] bytes;
    private final int start;
    private final String origin;
    private final ValueReader values;
    private int at;
    private int end;

    /** The bytes {@code [from, until)} of an object named {@code origin} that begins at {@code start} of the array. */
    public ByteInput(byte[] bytes, int start, int from, int until, String origin, StoredTypes types) {
        this.bytes = bytes;
        this.start = start;
        this.at = from;
        this.end = until;
        this.origin = origin;
        this.values = new ValueReader(this, types);
    }

    /** The whole of an array. */
    public ByteInput(byte[] bytes, String origin, StoredTypes types) {
        this(bytes, 0, 0, bytes.length, origin, types);
    }

    @Override
    public int remaining() {
        return end - at;
    }

    /** The offset in the array. */
    public int position() {
        return at;
    }

    public void moveTo(int position) {
        at = position;
    }

    @Override
    public byte readByte() {
        need(1);
        return bytes[at++];
    }

    /** The next byte as 0 to 255, without taking it. */
    public int peekByte() {
        need(1);
        return bytes[at] & 0xff;
    }

    @Override
    public boolean readBoolean() {
        return readByte() != 0;
    }

    @Override
    public int readInt() {
        need(Integer.BYTES);
        int value = (int) INT.get(bytes, at);
        at += Integer.BYTES;
        return value;
    }

    @Override
    public long readLong() {
        need(Long.BYTES);
        long value = (long) LONG.get(bytes, at);
        at += Long.BYTES;
        return value;
    }

    @Override
    public float readFloat() {
        return Float.intBitsToFloat(readInt());
    }

    @Override
    public double readDouble() {
        return Double.longBitsToDouble(readLong());
    }

    @Override
    public int readVarInt() {
        long value = readVarLong();
        if (value >>> 32 != 0) {
            throw malformed("a number of 32 bits is larger than that");
        }
        return (int) value;
    }

    @Override
    public long readVarLong() {
        long value = 0;
        for (int shift = 0; shift < 70; shift += 7) {
            int next = readByte();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw malformed("a number has no end");
    }

    long readZigzag() {
        long value = readVarLong();
        return value >>> 1 ^ -(value & 1);
    }

    /** A number of things of which each takes at least {@code bytesMin}. */
    public int readCount(int bytesMin) {
        long count = readVarLong();
        if (count < 0 || count > remaining() / bytesMin) {
            throw malformed(count + " things can't be in the " + remaining() + " bytes that are left");
        }
        return (int) count;
    }

    @Override
    public String readString() {
        int length = readCount(1);
        String text = Utf8.decode(bytes, at, length);
        if (text == null) {
            throw malformed("a text is no UTF-8");
        }
        at += length;
        return text;
    }

    @Override
    public byte[] readBytes(int length) {
        need(length);
        at += length;
        return Arrays.copyOfRange(bytes, at - length, at);
    }

    public void skip(int length) {
        need(length);
        at += length;
    }

    @Override
    public @Nullable Object readValue() {
        return values.read();
    }

    /** Passes over a value, whether its class is there or not. */
    public void skipValue() {
        values.skip();
    }

    /** Lets the input end after {@code length} more bytes. Gives where it ended until now, for {@link #widen}. */
    public int narrow(int length) {
        need(length);
        int before = end;
        end = at + length;
        return before;
    }

    /** After a narrowed part was read: all of it must have been. */
    public void widen(int before, String what) {
        if (at != end) {
            throw malformed(what + " left " + (end - at) + " bytes unread");
        }
        end = before;
    }

    private void need(int length) {
        if (length < 0 || end - at < length) {
            throw malformed(length + " bytes are wanted where " + (end - at) + " are left");
        }
    }

    /** The error that this offset of this object is not what a writer writes. */
    public MillraceException malformed(String what) {
        return new MillraceException(
                MillraceException.Kind.CORRUPT_DATA, origin + " is damaged at offset " + (at - start) + ": " + what);
    }

    String origin() {
        return origin;
    }
}
