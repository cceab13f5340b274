package dev.millrace.batch;

import dev.millrace.status.BatchInfo;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What a loop has done and is doing: written by its thread, read by any. */
final class Progress {
    private final AtomicLong batchesDone = new AtomicLong();
    private final AtomicLong idleBatches = new AtomicLong();
    private volatile @Nullable BatchInfo lastBatch;
    private volatile @Nullable Instant lastTime;
    private volatile @Nullable String running;
    private volatile long runningBatch;
    private volatile long runningSinceNanos;

    void idle(Instant time) {
        idleBatches.incrementAndGet();
        lastTime = time;
    }

    void done(BatchInfo info) {
        batchesDone.incrementAndGet();
        lastBatch = info;
        lastTime = info.time();
    }

    void begins(String what, long batch, long nanoTime) {
        runningBatch = batch;
        runningSinceNanos = nanoTime;
        running = what;
    }

    void ends() {
        running = null;
    }

    long batchesDone() {
        return batchesDone.get();
    }

    long idleBatches() {
        return idleBatches.get();
    }

    @Nullable
    BatchInfo lastBatch() {
        return lastBatch;
    }

    @Nullable
    Instant lastTime() {
        return lastTime;
    }

    /** What runs now, or null. */
    @Nullable
    String running() {
        return running;
    }

    long runningBatch() {
        return runningBatch;
    }

    long runningSinceNanos() {
        return runningSinceNanos;
    }
}
