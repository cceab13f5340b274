package dev.millrace.log;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Records laid out as frames, waiting to be written. The buffer comes from the pool with the first record, grows, and
 * leaves with {@link #take}, so that an idle log has none. Two ways lead in: {@link #tryAppend} takes no lock but the
 * lane, a flag held for the time of one copy; everything else is called under the lock of {@link GroupCommit} and closes
 * the lane first.
 */
final class PendingRecords {

    /** Frames that go to the disk in one write. */
    record Group(ByteBuffer bytes, long base) {
        long end() {
            return base + bytes.limit();
        }
    }

    /** Longer records are not copied while others spin. */
    private static final int LANE_RECORD_BYTES_MAX = 16 << 10;

    private static final int SPINS_MAX = 200;
    private static final long PAUSE_NANOS = 20_000;
    private static final ByteBuffer NO_BYTES = ByteBuffer.allocate(0);
    private static final VarHandle OCCUPIED;

    static {
        try {
            OCCUPIED = MethodHandles.lookup().findVarHandle(PendingRecords.class, "occupied", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final BufferPool pool;
    private final int bytesMax;
    private final int laneRecordBytesMax;
    private final CRC32C crc = new CRC32C();

    @SuppressWarnings("unused") // By way of its handle.
    private boolean occupied;
    /** The lane is open for frames that end here or before; 0 if it is closed. */
    private int laneEnd;

    private @Nullable ByteBuffer buffer;
    /** Two faces of the buffer, so that reading back a payload moves no limit of the first. */
    private ByteBuffer frames = NO_BYTES;

    private ByteBuffer payload = NO_BYTES;
    private long base;
    private int used;
    /** Size of the group before: what the next one will probably need. */
    private int usualBytes = BufferPool.BYTES_MIN;

    PendingRecords(BufferPool pool, LogSettings settings, int bytesMax, long base) {
        this.pool = pool;
        this.bytesMax = bytesMax;
        this.laneRecordBytesMax = Math.min(settings.recordBytesMax(), LANE_RECORD_BYTES_MAX);
        this.base = base;
    }

    /** Copies a record behind the others if the lane is open and there is room; returns its position, or -1. */
    long tryAppend(ByteBuffer record) {
        int length = record.remaining();
        if (length > laneRecordBytesMax) {
            return -1;
        }
        occupyLane();
        try {
            return used + FrameFormat.HEADER_BYTES + length <= laneEnd ? put(record, length) : -1;
        } finally {
            leaveLane();
        }
    }

    /** Lets records in by {@link #tryAppend} until so many bytes are pending. */
    void openLane(int end) {
        setLaneEnd(Math.min(Math.min(end, bytesMax), frames.capacity()));
    }

    void closeLane() {
        setLaneEnd(0);
    }

    /** Where the next record will go. Any thread may ask. */
    long end() {
        occupyLane();
        try {
            return base + used;
        } finally {
            leaveLane();
        }
    }

    int bytes() {
        occupyLane();
        try {
            return used;
        } finally {
            leaveLane();
        }
    }

    /** Whether there is room for a record. Closes the lane, so that the answer holds as long as the lock is held. */
    boolean fits(int payloadBytes) {
        closeLane();
        return used + FrameFormat.HEADER_BYTES + payloadBytes <= bytesMax;
    }

    /** Copies a record behind the others; the caller has asked {@link #fits}. Returns its position. */
    long append(ByteBuffer record) {
        int length = record.remaining();
        makeRoom(FrameFormat.HEADER_BYTES + length);
        return put(record, length);
    }

    /** The same for a record in parts. */
    long append(ByteBuffer[] parts, int length) {
        makeRoom(FrameFormat.HEADER_BYTES + length);
        int at = used + FrameFormat.HEADER_BYTES;
        int end = at + length;
        for (ByteBuffer part : parts) {
            int bytes = Math.min(part.remaining(), end - at);
            frames.put(at, part, part.position(), bytes);
            at += bytes;
        }
        return seal(length);
    }

    /** Hands the frames over to be written; what comes next is laid out in another buffer. */
    @Nullable
    Group take() {
        occupyLane();
        try {
            laneEnd = 0;
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
            frames = NO_BYTES;
            payload = NO_BYTES;
            return group;
        } finally {
            leaveLane();
        }
    }

    private long put(ByteBuffer record, int length) {
        frames.put(used + FrameFormat.HEADER_BYTES, record, record.position(), length);
        return seal(length);
    }

    /** Writes the header of a frame whose payload is in place; the check is of the copy, not of the caller's bytes. */
    private long seal(int length) {
        int from = used + FrameFormat.HEADER_BYTES;
        payload.limit(from + length).position(from);
        crc.reset();
        crc.update(payload);
        long position = base + used;
        frames.putLong(used, FrameFormat.header(position, FrameFormat.word(length), (int) crc.getValue()));
        used = from + length;
        return position;
    }

    private void makeRoom(int bytes) {
        ByteBuffer current = buffer;
        if (current != null && used + bytes <= current.capacity()) {
            return;
        }
        ByteBuffer larger = pool.take(Math.max(used + bytes, Math.min(bytesMax, Math.max(usualBytes, 2 * used))));
        if (current != null) {
            larger.put(0, current, 0, used);
            pool.give(current);
        }
        buffer = larger;
        frames = larger.duplicate();
        payload = larger.duplicate();
    }

    private void setLaneEnd(int end) {
        occupyLane();
        laneEnd = end;
        leaveLane();
    }

    private void leaveLane() {
        OCCUPIED.setRelease(this, false);
    }

    private void occupyLane() {
        int spins = 0;
        while (!OCCUPIED.compareAndSet(this, false, true)) {
            if (++spins < SPINS_MAX) {
                Thread.onSpinWait();
            } else {
                // Whoever holds the lane has lost its processor; there is no event to wait for.
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }
}
