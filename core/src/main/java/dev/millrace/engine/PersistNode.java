package dev.millrace.engine;

import dev.millrace.StorageLevel;
import java.util.List;

/**
 * Computes a partition when it is read first and keeps it: until the batch ends, or, where it is the same in every batch,
 * until {@link #drop}.
 */
final class PersistNode extends Node {
    private final Node input;
    private final StorageLevel level;
    private final KeptStore store;
    private KeptPartitions kept = new KeptPartitions(0);

    PersistNode(Node input, StorageLevel level, KeptStore store) {
        super(List.of(input));
        this.input = input;
        this.level = level;
        this.store = store;
    }

    @Override
    int countPartitions(EmbeddedBatch batch) {
        return input.partitions();
    }

    @Override
    void compute(EmbeddedBatch batch) {
        if (kept.size() != partitions()) {
            drop();
        }
    }

    @Override
    long countRecords(EmbeddedBatch batch) {
        return input.recordCount();
    }

    @Override
    void push(int partition, Step to, Frame frame) throws Exception {
        KeptPartitions.Kept mine = kept.partition(partition);
        KeptRecords records = mine.records;
        if (records == null) {
            mine.filling.lockInterruptibly();
            try {
                records = mine.records;
                if (records == null) {
                    records = fill(partition, frame.task());
                    mine.records = records;
                }
            } finally {
                mine.filling.unlock();
            }
        }
        if (records instanceof KeptRecords.Nowhere) {
            input.push(partition, to, frame);
        } else {
            records.push(to, frame);
        }
    }

    private KeptRecords fill(int partition, Task task) throws Exception {
        Keeper keeper = new Keeper(store, level);
        boolean finished = false;
        try {
            Step end = task.stages().end(KeepStep.class, KeepStep.class, null);
            input.push(partition, end, new Frame(task, keeper));
            task.throwIfCancelled();
            KeptRecords records = keeper.finish();
            finished = true;
            return records;
        } finally {
            if (!finished) {
                keeper.discard();
            }
        }
    }

    void drop() {
        kept.release();
        kept = new KeptPartitions(partitions());
        if (isConstant()) {
            store.watch(this, kept);
        }
    }

    @Override
    void forget() {
        if (!isConstant()) {
            kept.release();
            kept = new KeptPartitions(0);
        }
    }
}
