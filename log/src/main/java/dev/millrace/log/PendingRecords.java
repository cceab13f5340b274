package dev.millrace.log;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Records laid out as frames, waiting to be written. The buffer comes from the pool with the first record, grows, and
 * leaves with {@link #take}, so that an idle log has none. Guarded by the lock of {@link GroupCommit}.
 */
final class PendingRecords {

    /** Frames that go to the disk in one write. */
    record Group(ByteBuffer bytes, long base) {
        long end() {
            return base + bytes.limit();
        }
    }

    private final BufferPool pool;
    private final int bytesMax;
    private final CRC32C crc = new CRC32C();

    private @Nullable ByteBuffer buffer;
    private long base;
    private int used;
    /** Size of the group before: what the next one will probably need. */
    private int usualBytes = BufferPool.BYTES_MIN;

    PendingRecords(BufferPool pool, int bytesMax, long base) {
        this.pool = pool;
        this.bytesMax = bytesMax;
        this.base = base;
    }

    long end() {
        return base + used;
    }

    int bytes() {
        return used;
    }

    boolean fits(int payloadBytes) {
        return used + FrameFormat.HEADER_BYTES + payloadBytes <= bytesMax;
    }

    /** Copies a record behind the others; the caller has asked {@link #fits}. Returns its position. */
    long append(ByteBuffer record) {
        int length = record.remaining();
        ByteBuffer target = room(FrameFormat.HEADER_BYTES + length);
        target.put(used + FrameFormat.HEADER_BYTES, record, record.position(), length);
        return seal(target, length);
    }

    /** The same for a record in parts. */
    long append(ByteBuffer[] parts, int length) {
        ByteBuffer target = room(FrameFormat.HEADER_BYTES + length);
        int at = used + FrameFormat.HEADER_BYTES;
        int end = at + length;
        for (ByteBuffer part : parts) {
            int bytes = Math.min(part.remaining(), end - at);
            target.put(at, part, part.position(), bytes);
            at += bytes;
        }
        return seal(target, length);
    }

    /** Hands the frames over to be written; what comes next is laid out in another buffer. */
    @Nullable
    Group take() {
        ByteBuffer taken = buffer;
        if (taken == null) {
            return null;
        }
        taken.limit(used).position(0);
        Group group = new Group(taken, base);
        usualBytes = used;
        base += used;
        used = 0;
        buffer = null;
        return group;
    }

    /** Writes the header of a frame whose payload is in place; the check is of the copy, not of the caller's bytes. */
    private long seal(ByteBuffer target, int length) {
        int from = used + FrameFormat.HEADER_BYTES;
        target.limit(from + length).position(from);
        crc.reset();
        crc.update(target);
        target.limit(target.capacity());
        long position = base + used;
        int word = FrameFormat.word(length);
        target.putInt(used, word);
        target.putInt(used + 4, FrameFormat.check(position, word, (int) crc.getValue()));
        used = from + length;
        return position;
    }

    private ByteBuffer room(int bytes) {
        ByteBuffer current = buffer;
        if (current != null && used + bytes <= current.capacity()) {
            return current;
        }
        ByteBuffer larger = pool.take(Math.max(used + bytes, Math.min(bytesMax, Math.max(usualBytes, 2 * used))));
        if (current != null) {
            larger.put(0, current, 0, used);
            pool.give(current);
        }
        buffer = larger;
        return larger;
    }
}
