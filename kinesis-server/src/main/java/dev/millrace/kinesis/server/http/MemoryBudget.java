package dev.millrace.kinesis.server.http;

import java.util.concurrent.atomic.AtomicLong;

/** How many bytes of requests and replies are in memory for clients, all connections together. Any thread may use it. */
final class MemoryBudget {
    private final long bytesMax;
    private final AtomicLong bytes = new AtomicLong();

    MemoryBudget(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    boolean hasRoomFor(int more) {
        return bytes.get() + more <= bytesMax;
    }

    void take(int more) {
        bytes.addAndGet(more);
    }

    void giveBack(int less) {
        bytes.addAndGet(-less);
    }
}
