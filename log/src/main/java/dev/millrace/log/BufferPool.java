package dev.millrace.log;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Direct buffers that idle logs give back, so that a thousand of them hold none. Sizes are powers of two. Beyond a total
 * it lets buffers go to the garbage collector. Any thread may call it.
 */
final class BufferPool {

    static final int BYTES_MIN = 4096;

    private static final int SIZES = 31;

    private final long pooledBytesMax;
    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<ByteBuffer>[] free;
    private long pooledBytes;
    private long usedBytes;

    @SuppressWarnings({"unchecked", "rawtypes"})
    BufferPool(long pooledBytesMax) {
        this.pooledBytesMax = pooledBytesMax;
        this.free = new ArrayDeque[SIZES];
        for (int i = 0; i < SIZES; i++) {
            free[i] = new ArrayDeque<>(4);
        }
    }

    /** A cleared buffer of at least this capacity. */
    ByteBuffer take(int bytesMin) {
        int size = sizeOf(Math.max(bytesMin, BYTES_MIN));
        lock.lock();
        try {
            usedBytes += 1L << size;
            ByteBuffer buffer = free[size].pollFirst();
            if (buffer != null) {
                pooledBytes -= buffer.capacity();
                return buffer.clear();
            }
        } finally {
            lock.unlock();
        }
        return ByteBuffer.allocateDirect(1 << size);
    }

    /** Gives a buffer back; the caller must not touch it again. */
    void give(ByteBuffer buffer) {
        int size = sizeOf(buffer.capacity());
        lock.lock();
        try {
            usedBytes -= buffer.capacity();
            if (pooledBytes + buffer.capacity() <= pooledBytesMax) {
                pooledBytes += buffer.capacity();
                free[size].addFirst(buffer);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Capacity of the buffers that were taken and not given back. */
    long bytesInUse() {
        lock.lock();
        try {
            return usedBytes;
        } finally {
            lock.unlock();
        }
    }

    private static int sizeOf(int bytes) {
        return 32 - Integer.numberOfLeadingZeros(bytes - 1);
    }
}
