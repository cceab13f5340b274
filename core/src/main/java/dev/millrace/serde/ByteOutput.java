package dev.millrace.serde;

import dev.millrace.MillraceException;
import dev.millrace.SerdeOutput;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A growing array of bytes, and the types that the values in it have. One thread at a time. */
public final class ByteOutput implements SerdeOutput {
    /** Deeper nesting than this is taken for a cycle. */
    static final int DEPTH_MAX = 100;

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final Serdes serdes;
    private final @Nullable WrittenTypes types;
    private byte[] bytes;
    private int size;
    private int depth;
    private @Nullable Class<?> lastClass;
    private @Nullable Codec lastCodec;

    /** For values whose classes are described in {@code types}, which goes into the same file. */
    public ByteOutput(Serdes serdes, WrittenTypes types, int capacity) {
        this(serdes, capacity, types);
    }

    private ByteOutput(Serdes serdes, int capacity, @Nullable WrittenTypes types) {
        this.serdes = serdes;
        this.types = types;
        this.bytes = new byte[Math.max(16, capacity)];
    }

    /** For hashing what a registered serde writes: values inside stand there by their hash, so that no type is needed. */
    static ByteOutput forHashing(Serdes serdes) {
        return new ByteOutput(serdes, 64, null);
    }

    public int size() {
        return size;
    }

    /** The array behind it, of which {@link #size()} bytes are written. Valid until the next write. */
    public byte[] array() {
        return bytes;
    }

    public byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }

    /** Takes back what was written after {@code newSize} bytes. */
    public void truncate(int newSize) {
        if (newSize > size) {
            throw new IllegalArgumentException(newSize + " bytes are more than the " + size + " there are");
        }
        size = newSize;
    }

    @Override
    public void writeByte(int value) {
        ensure(1);
        bytes[size++] = (byte) value;
    }

    @Override
    public void writeBoolean(boolean value) {
        writeByte(value ? 1 : 0);
    }

    @Override
    public void writeInt(int value) {
        ensure(Integer.BYTES);
        INT.set(bytes, size, value);
        size += Integer.BYTES;
    }

    @Override
    public void writeLong(long value) {
        ensure(Long.BYTES);
        LONG.set(bytes, size, value);
        size += Long.BYTES;
    }

    @Override
    public void writeFloat(float value) {
        writeInt(Float.floatToIntBits(value));
    }

    @Override
    public void writeDouble(double value) {
        writeLong(Double.doubleToLongBits(value));
    }

    @Override
    public void writeVarInt(int value) {
        ensure(5);
        int rest = value;
        while ((rest & ~0x7f) != 0) {
            bytes[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
    }

    @Override
    public void writeVarLong(long value) {
        ensure(10);
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            bytes[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
    }

    /** Small numbers of either sign in few bytes. */
    void writeZigzag(long value) {
        writeVarLong(value << 1 ^ value >> 63);
    }

    @Override
    public void writeString(String value) {
        int length = Utf8.length(value);
        writeVarInt(length);
        ensure(length);
        Utf8.encode(value, bytes, size);
        size += length;
    }

    @Override
    public void writeBytes(byte[] source, int offset, int length) {
        ensure(length);
        System.arraycopy(source, offset, bytes, size, length);
        size += length;
    }

    @Override
    public void writeValue(@Nullable Object value) {
        if (types == null) {
            writeInt(serdes.hash(value));
            return;
        }
        if (value == null) {
            writeByte(Tag.NULL);
        } else if (value instanceof String text) {
            writeByte(Tag.STRING);
            writeString(text);
        } else if (value instanceof Long number) {
            writeByte(Tag.LONG);
            writeZigzag(number);
        } else {
            codecOf(value.getClass()).write(value, this);
        }
    }

    private Codec codecOf(Class<?> type) {
        Codec codec = lastCodec;
        if (codec == null || type != lastClass) {
            codec = serdes.codecOf(type);
            lastCodec = codec;
            lastClass = type;
        }
        return codec;
    }

    /** The tag of a value of a described class. */
    void writeType(DescribedType type) {
        if (types == null) {
            throw new IllegalStateException("what is hashed has no types");
        }
        writeVarInt(Tag.FIRST_TYPE + types.indexOf(type));
    }

    /** Puts the number of bytes written since {@code start} before them, as a var-int. */
    public void insertLength(int start) {
        int length = size - start;
        int prefix = (38 - Integer.numberOfLeadingZeros(length | 1)) / 7;
        ensure(prefix);
        System.arraycopy(bytes, start, bytes, start + prefix, length);
        size = start;
        writeVarInt(length);
        size += length;
    }

    /** Before the parts of a value that holds others. */
    void enter(Object value) {
        if (++depth > DEPTH_MAX) {
            depth = 0;
            throw new MillraceException(
                    MillraceException.Kind.USER_CODE,
                    "a value of " + value.getClass().getName() + " is nested more than " + DEPTH_MAX
                            + " deep; does it hold itself? Values are trees: give ids instead of references");
        }
    }

    void leave() {
        depth--;
    }

    private void ensure(int more) {
        if (bytes.length - size < more) {
            long wanted = Math.max((long) size + more, bytes.length + (bytes.length >> 1));
            if ((long) size + more > Integer.MAX_VALUE - 8) {
                throw new MillraceException(
                        MillraceException.Kind.USER_CODE, "more than 2 GiB of values in one piece of a file");
            }
            bytes = Arrays.copyOf(bytes, (int) Math.min(wanted, Integer.MAX_VALUE - 8));
        }
    }
}
