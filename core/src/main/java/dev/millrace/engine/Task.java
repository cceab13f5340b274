package dev.millrace.engine;

import java.util.concurrent.CancellationException;

/** What runs one partition of a stage in one thread. */
final class Task {
    private final EmbeddedBatch batch;
    private final StageRun stage;
    private final int partition;

    Task(EmbeddedBatch batch, StageRun stage, int partition) {
        this.batch = batch;
        this.stage = stage;
        this.partition = partition;
    }

    EmbeddedBatch batch() {
        return batch;
    }

    int partition() {
        return partition;
    }

    /** Whether nobody wants the result any more: another task failed, or the engine is closed. */
    boolean isCancelled() {
        return stage.isCancelled();
    }

    void throwIfCancelled() {
        if (isCancelled()) {
            throw new CancellationException("nobody waits for partition " + partition + " any more");
        }
    }
}
