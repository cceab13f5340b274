package dev.millrace.engine;

import dev.millrace.plan.RecordArray;
import java.util.List;
import java.util.concurrent.CancellationException;

/** What runs one partition of a stage in one thread. */
final class Task {
    private final EmbeddedBatch batch;
    private final StageRun stage;
    private final int partition;
    private final Tally tally;

    Task(EmbeddedBatch batch, StageRun stage, int partition, Tally tally) {
        this.tally = tally;
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

    /** What the functions that it calls add to accumulators. */
    Tally tally() {
        return tally;
    }

    /** Whether nobody wants the result any more: another task failed, or the engine is closed. */
    boolean isCancelled() {
        return stage.isCancelled();
    }

    StageCache stages() {
        return batch.stages();
    }

    /** Pushes the elements of a list. */
    static void push(List<?> records, Step to, Frame frame) throws Exception {
        if (to.folding() != null) {
            fold(records, to, frame);
        } else if (records instanceof RecordArray<?> bare) {
            to.<Object[]>loop(ArrayLoop.class, Object[].class).run(bare.array(), bare.size(), frame);
        } else if (!records.isEmpty()) {
            to.<List<?>>loop(ListLoop.class, records.getClass()).run(records, records.size(), frame);
        }
    }

    private static void fold(List<?> records, Step to, Frame frame) throws Exception {
        if (to.last().isStopped(frame)) {
            return;
        }
        if (records instanceof RecordArray<?> bare) {
            to.<Object[]>loop(ArrayFoldLoop.class, Object[].class).run(bare.array(), bare.size(), frame);
        } else if (!records.isEmpty()) {
            to.<List<?>>loop(ListFoldLoop.class, records.getClass()).run(records, records.size(), frame);
        }
    }

    /** Pushes the pairs of a table. */
    static void push(KeyTable table, Step to, Frame frame) throws Exception {
        if (table.size() > 0) {
            to.<KeyTable>loop(TableLoop.class, KeyTable.class).run(table, table.size(), frame);
        }
    }

    void throwIfCancelled() {
        if (isCancelled()) {
            throw new CancellationException("nobody waits for partition " + partition + " any more");
        }
    }
}
