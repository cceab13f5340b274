package dev.millrace.engine;

import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The partitions of one persisted plan, each kept when it was read first. Tasks fill and read them, the batch thread lets go. */
final class KeptPartitions {
    private final Kept[] kept;

    /** One partition; whoever holds the lock may fill it. */
    static final class Kept {
        final ReentrantLock filling = new ReentrantLock();
        volatile @Nullable KeptRecords records;
    }

    KeptPartitions(int partitions) {
        kept = new Kept[partitions];
        for (int i = 0; i < partitions; i++) {
            kept[i] = new Kept();
        }
    }

    int size() {
        return kept.length;
    }

    Kept partition(int partition) {
        return kept[partition];
    }

    void release() {
        for (Kept one : kept) {
            KeptRecords records = one.records;
            one.records = null;
            if (records != null) {
                records.release();
            }
        }
    }
}
