package dev.millrace.log;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * Reads and checks the frames of one segment file through a buffer that is filled in chunks. Used by cursors and by
 * recovery; one thread at a time.
 */
final class FrameReader implements AutoCloseable {

    /** A cursor may be opened for one record, or for all of them: each chunk is twice the one before, up to this. */
    private static final int CHUNK_BYTES_MAX = 128 << 10;

    private final DiskFile file;
    private final Segment segment;
    private final BufferPool pool;
    private final CRC32C crc = new CRC32C();

    private ByteBuffer chunk;
    /** A read-only face of the chunk, moved from payload to payload. */
    private ByteBuffer payload;

    private long chunkOffset;
    private int chunkBytes;
    private int nextChunkBytes = BufferPool.BYTES_MIN;
    private int word;

    FrameReader(DiskFile file, Segment segment, BufferPool pool) {
        this.file = file;
        this.segment = segment;
        this.pool = pool;
        this.chunk = pool.take(BufferPool.BYTES_MIN);
        this.payload = chunk.asReadOnlyBuffer();
    }

    Segment segment() {
        return segment;
    }

    DiskFile file() {
        return file;
    }

    /**
     * Looks at the bytes from a position up to a limit: is there an intact frame? If so {@link #payload}, {@link #frameBytes}
     * and {@link #provesSync} tell about it.
     */
    boolean read(long position, long limit) {
        long available = limit - position;
        if (available < FrameFormat.HEADER_BYTES) {
            return false;
        }
        int at = load(position, FrameFormat.HEADER_BYTES, available);
        if (at < 0) {
            return false;
        }
        word = chunk.getInt(at);
        int check = chunk.getInt(at + 4);
        int payloadBytes = FrameFormat.payloadBytes(word);
        if (!FrameFormat.isWord(word) || FrameFormat.HEADER_BYTES + payloadBytes > available) {
            return false;
        }
        at = load(position, FrameFormat.HEADER_BYTES + payloadBytes, available);
        if (at < 0) {
            return false;
        }
        int from = at + FrameFormat.HEADER_BYTES;
        payload.limit(from + payloadBytes).position(from);
        crc.reset();
        crc.update(payload);
        payload.position(from);
        return FrameFormat.check(position, word, (int) crc.getValue()) == check;
    }

    /** The payload of the frame just read; valid until the next read. */
    ByteBuffer payload() {
        return payload;
    }

    /** Length of the frame just read, header included. */
    int frameBytes() {
        return FrameFormat.HEADER_BYTES + FrameFormat.payloadBytes(word);
    }

    /** Whether the frame just read proves that everything before it was synced. */
    boolean provesSync() {
        return FrameFormat.provesSync(word);
    }

    /** Gets bytes into the chunk; returns where they begin in it, or -1 if the file ends before. */
    private int load(long position, int bytes, long available) {
        long offset = segment.fileOffset(position);
        if (offset >= chunkOffset && offset + bytes <= chunkOffset + chunkBytes) {
            return (int) (offset - chunkOffset);
        }
        int wanted = (int) Math.min(available, Math.max(bytes, nextChunkBytes));
        nextChunkBytes = Math.min(2 * nextChunkBytes, CHUNK_BYTES_MAX);
        if (wanted > chunk.capacity()) {
            replaceChunk(wanted);
        }
        chunk.clear().limit(wanted);
        chunkOffset = offset;
        chunkBytes = 0;
        chunkBytes = file.read(offset, chunk);
        return bytes <= chunkBytes ? 0 : -1;
    }

    private void replaceChunk(int bytesMin) {
        ByteBuffer larger = pool.take(bytesMin);
        pool.give(chunk);
        chunk = larger;
        payload = larger.asReadOnlyBuffer();
    }

    @Override
    public void close() {
        pool.give(chunk);
        file.close();
    }
}
