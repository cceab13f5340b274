package dev.millrace.batch;

import dev.millrace.MillraceException;
import dev.millrace.status.BatchInfo;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** What a loop has done and is doing: written by its thread, read by any. */
final class Progress {
    private final AtomicLong batchesDone = new AtomicLong();
    private final AtomicLong idleBatches = new AtomicLong();
    private volatile @Nullable BatchInfo lastBatch;
    private volatile @Nullable Instant lastTime;
    private volatile @Nullable MillraceException failure;
    private final AtomicReference<@Nullable String> running = new AtomicReference<>();
    private final AtomicLong runningBatch = new AtomicLong();
    private final AtomicLong runningSinceNanos = new AtomicLong();

    private volatile long pendingBatches;

    /** A batch begins while so many others wait. */
    void pending(long batches) {
        if (batches != pendingBatches) {
            pendingBatches = batches;
        }
    }

    long pendingBatches() {
        return pendingBatches;
    }

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
        // in order, but without waiting until others see it: an idle batch does this for each of its outputs
        runningBatch.setRelease(batch);
        runningSinceNanos.setRelease(nanoTime);
        running.setRelease(what);
    }

    void ends() {
        running.set(null);
    }

    /** An error goes its way as it is, since a test's may stand for a death; this is how it is told. */
    void failed(MillraceException told) {
        failure = told;
    }

    /** How this error is to be told; null if nothing is known of where it was thrown. */
    @Nullable
    MillraceException failureOf(Error thrown) {
        MillraceException told = failure;
        return told != null && told.getCause() == thrown ? told : null;
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
        return running.get();
    }

    long runningBatch() {
        return runningBatch.get();
    }

    long runningSinceNanos() {
        return runningSinceNanos.get();
    }
}
