package dev.millrace.batch;

import dev.millrace.MillraceException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Reads what {@link RecordWriter} wrote; whatever doesn't fit is corrupt data, reported with object and offset. */
final class RecordReader {
    private final ByteBuffer buffer;
    private final String object;

    RecordReader(ByteBuffer buffer, String object) {
        this.buffer = buffer;
        this.object = object;
    }

    int position() {
        return buffer.position();
    }

    boolean isAtEnd() {
        return !buffer.hasRemaining();
    }

    int getByte() {
        return need(1).get() & 0xff;
    }

    int getShort() {
        return need(Short.BYTES).getShort() & 0xffff;
    }

    int getInt() {
        return need(Integer.BYTES).getInt();
    }

    long getLong() {
        return need(Long.BYTES).getLong();
    }

    byte[] getBytes() {
        int length = getInt();
        if (length < 0 || length > buffer.remaining()) {
            throw corrupt("a field claims " + length + " bytes where " + buffer.remaining() + " are left", null);
        }
        byte[] bytes = new byte[length];
        buffer.get(bytes);
        return bytes;
    }

    String getText() {
        return new String(getBytes(), StandardCharsets.UTF_8);
    }

    <T> List<T> getList(Supplier<T> element) {
        int size = getInt();
        if (size < 0 || size > buffer.remaining()) {
            throw corrupt("a list claims " + size + " elements where " + buffer.remaining() + " bytes are left", null);
        }
        List<T> list = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            list.add(element.get());
        }
        return list;
    }

    MillraceException corrupt(String what, @org.jspecify.annotations.Nullable Throwable cause) {
        return new MillraceException(
                MillraceException.Kind.CORRUPT_DATA,
                "checkpoint object '" + object + "' at byte " + buffer.position() + ": " + what,
                cause);
    }

    private ByteBuffer need(int bytes) {
        if (buffer.remaining() < bytes) {
            throw corrupt("it ends inside a record", new BufferUnderflowException());
        }
        return buffer;
    }
}
