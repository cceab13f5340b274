package dev.millrace.batch;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Appends big-endian values to a buffer that grows. One thread; reused from record to record. */
final class RecordWriter {
    private ByteBuffer buffer = ByteBuffer.allocate(512);

    RecordWriter clear() {
        buffer.clear();
        return this;
    }

    int length() {
        return buffer.position();
    }

    RecordWriter putByte(int value) {
        room(1).put((byte) value);
        return this;
    }

    RecordWriter putShort(int value) {
        room(Short.BYTES).putShort((short) value);
        return this;
    }

    RecordWriter putInt(int value) {
        room(Integer.BYTES).putInt(value);
        return this;
    }

    /** Overwrites what was written at {@code offset}: a length that is known only now. */
    void setInt(int offset, int value) {
        buffer.putInt(offset, value);
    }

    RecordWriter putLong(long value) {
        room(Long.BYTES).putLong(value);
        return this;
    }

    RecordWriter putBytes(byte[] bytes) {
        putInt(bytes.length);
        room(bytes.length).put(bytes);
        return this;
    }

    RecordWriter putText(String text) {
        return putBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /** What was written, as a view; valid until the next {@link #clear()}. */
    ByteBuffer written() {
        return buffer.duplicate().flip().asReadOnlyBuffer();
    }

    private ByteBuffer room(int bytes) {
        if (buffer.remaining() < bytes) {
            int capacity = Math.max(Math.multiplyExact(buffer.capacity(), 2), buffer.position() + bytes);
            buffer = ByteBuffer.allocate(capacity).put(buffer.flip());
        }
        return buffer;
    }
}
