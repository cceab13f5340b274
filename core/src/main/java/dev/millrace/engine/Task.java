package dev.millrace.engine;

import java.util.List;
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

    Shapes shapes() {
        return batch.shapes();
    }

    /** A step that ends a stage. What its code depends on is the class of {@code function}. */
    Step end(Class<? extends End> template, Object function, Object work) {
        return shapes().of(template, function.getClass(), null).newEnd(work, this);
    }

    /** Pushes the elements of a list. */
    void push(List<?> records, Step to) {
        if (!records.isEmpty()) {
            shapes().<List<?>>loop(ListLoop.class, records.getClass(), to, records.size())
                    .run(records, to, this);
        }
    }

    void throwIfCancelled() {
        if (isCancelled()) {
            throw new CancellationException("nobody waits for partition " + partition + " any more");
        }
    }
}
