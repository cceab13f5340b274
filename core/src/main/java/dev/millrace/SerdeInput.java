package dev.millrace;

import org.jspecify.annotations.Nullable;

/**
 * Where a {@link Serde} reads what {@link SerdeOutput} wrote. It ends where the value ends: reading on, or a length that
 * the value can't have, is an error of kind {@code CORRUPT_DATA}. One thread at a time.
 */
public interface SerdeInput {
    /** A signed byte. */
    byte readByte();

    boolean readBoolean();

    int readInt();

    long readLong();

    float readFloat();

    double readDouble();

    int readVarInt();

    long readVarLong();

    String readString();

    /** The next bytes, in an array of their own. */
    byte[] readBytes(int length);

    @Nullable
    Object readValue();

    /** Bytes until the end of this value. */
    int remaining();
}
