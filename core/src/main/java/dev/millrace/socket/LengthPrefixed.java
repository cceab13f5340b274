package dev.millrace.socket;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** Blocks of bytes, each after its length: four bytes, the highest first. */
final class LengthPrefixed implements Iterator<byte[]> {
    private static final int BLOCK_BYTES_MAX = 8 << 20;

    private final DataInputStream input;
    private byte @Nullable [] next;

    LengthPrefixed(InputStream input) {
        this.input = new DataInputStream(input);
    }

    @Override
    public boolean hasNext() {
        if (next == null) {
            next = read();
        }
        return next != null;
    }

    @Override
    public byte[] next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        byte[] read = next;
        next = null;
        return read == null ? new byte[0] : read;
    }

    /** Null at the end between two blocks. */
    private byte @Nullable [] read() {
        try {
            int first = input.read();
            if (first < 0) {
                return null;
            }
            int length = first << 24 | input.readUnsignedByte() << 16 | input.readUnsignedShort();
            if (length < 0 || length > BLOCK_BYTES_MAX) {
                throw new IOException("a block says that it is " + Integer.toUnsignedString(length)
                        + " bytes long; at most " + BLOCK_BYTES_MAX + " are taken");
            }
            byte[] block = new byte[length];
            input.readFully(block);
            return block;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
