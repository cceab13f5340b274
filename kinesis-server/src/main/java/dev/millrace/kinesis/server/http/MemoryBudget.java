package dev.millrace.kinesis.server.http;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** How many bytes of requests and replies are in memory for clients: for one connection, and within that of all together. Any thread may use it. */
final class MemoryBudget {
    private final long bytesMax;
    private final @Nullable MemoryBudget whole;
    private final AtomicLong bytes = new AtomicLong();

    MemoryBudget(long bytesMax) {
        this(bytesMax, null);
    }

    private MemoryBudget(long bytesMax, @Nullable MemoryBudget whole) {
        this.bytesMax = bytesMax;
        this.whole = whole;
    }

    /** What one connection may take of this: half, so that nobody takes all alone. */
    MemoryBudget share() {
        return new MemoryBudget(bytesMax / 2, this);
    }

    /** Whether nothing more should be begun. */
    boolean isFull() {
        return bytes.get() >= bytesMax || (whole != null && whole.isFull());
    }

    /** Takes if there is room. */
    boolean tryTake(int more) {
        if (bytes.addAndGet(more) > bytesMax || (whole != null && !whole.tryTake(more))) {
            bytes.addAndGet(-more);
            return false;
        }
        return true;
    }

    /** Takes what is there anyway. */
    void take(int more) {
        bytes.addAndGet(more);
        if (whole != null) {
            whole.take(more);
        }
    }

    void giveBack(int less) {
        bytes.addAndGet(-less);
        if (whole != null) {
            whole.giveBack(less);
        }
    }
}
