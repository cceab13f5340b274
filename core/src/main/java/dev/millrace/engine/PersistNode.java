package dev.millrace.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Computes a partition when it is read first and keeps it: until the batch ends, or, where it is the same in every batch,
 * until {@link #drop}.
 */
final class PersistNode extends Node {
    private final Node input;
    private Kept[] kept = {};

    PersistNode(Node input) {
        super(List.of(input));
        this.input = input;
    }

    /** One partition; whoever holds the lock may fill it. */
    private static final class Kept {
        private final ReentrantLock filling = new ReentrantLock();
        private volatile @Nullable List<Object> records;
    }

    @Override
    int countPartitions(EmbeddedBatch batch) {
        return input.partitions();
    }

    @Override
    void compute(EmbeddedBatch batch) {
        if (kept.length != partitions()) {
            drop();
        }
    }

    @Override
    long countRecords(EmbeddedBatch batch) {
        return input.recordCount();
    }

    @Override
    void push(int partition, Step to, Frame frame) throws Exception {
        Kept mine = kept[partition];
        List<Object> records = mine.records;
        if (records == null) {
            mine.filling.lockInterruptibly();
            try {
                records = mine.records;
                if (records == null) {
                    records = new ArrayList<>();
                    Task task = frame.task();
                    Step end = task.stages().end(BufferStep.class, BufferStep.class, null);
                    input.push(partition, end, new Frame(task, records));
                    task.throwIfCancelled();
                    mine.records = records;
                }
            } finally {
                mine.filling.unlock();
            }
        }
        Task.push(records, to, frame);
    }

    void drop() {
        kept = new Kept[partitions()];
        for (int i = 0; i < kept.length; i++) {
            kept[i] = new Kept();
        }
    }

    @Override
    void forget() {
        if (!isConstant()) {
            kept = new Kept[0];
        }
    }
}
