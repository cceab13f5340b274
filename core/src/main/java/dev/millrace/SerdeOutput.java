package dev.millrace;

import org.jspecify.annotations.Nullable;

/** Where a {@link Serde} writes. Numbers of fixed size are big-endian. One thread at a time. */
public interface SerdeOutput {
    void writeByte(int value);

    void writeBoolean(boolean value);

    /** Four bytes. */
    void writeInt(int value);

    /** Eight bytes. */
    void writeLong(long value);

    void writeFloat(float value);

    void writeDouble(double value);

    /** One byte for 0 to 127, up to five for others; negative numbers take five. */
    void writeVarInt(int value);

    /** One byte for 0 to 127, up to ten for others; negative numbers take ten. */
    void writeVarLong(long value);

    /** The length in bytes as a var-int, then UTF-8; unpaired surrogates are kept as they are. */
    void writeString(String value);

    /** The bytes alone, without their number. */
    void writeBytes(byte[] bytes, int offset, int length);

    default void writeBytes(byte[] bytes) {
        writeBytes(bytes, 0, bytes.length);
    }

    /** A value of any type that has a serde, with its type: for fields whose type isn't known beforehand. */
    void writeValue(@Nullable Object value);
}
