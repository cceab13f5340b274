package dev.millrace;

import dev.millrace.engine.PartitionAction;
import java.util.ArrayList;
import java.util.List;

/** The records of each partition as a list, at most {@code recordsMax} of them. */
record CollectAction<T>(int recordsMax) implements PartitionAction<T, List<T>> {
    @Override
    public PartitionConsumer<T, List<T>> begin(int partition) {
        return recordsMax == Integer.MAX_VALUE ? new All<>() : new Some<>(recordsMax);
    }

    @Override
    public boolean isSeenAtOnce() {
        return false;
    }

    private static final class All<T> implements PartitionConsumer<T, List<T>> {
        private final List<T> records = new ArrayList<>();

        @Override
        public void accept(T record) {
            records.add(record);
        }

        @Override
        public List<T> finish() {
            return records;
        }
    }

    private static final class Some<T> implements PartitionConsumer<T, List<T>> {
        private final List<T> records = new ArrayList<>();
        private final int recordsMax;

        private Some(int recordsMax) {
            this.recordsMax = recordsMax;
        }

        @Override
        public void accept(T record) {
            if (records.size() < recordsMax) {
                records.add(record);
            }
        }

        @Override
        public boolean isStopped() {
            return records.size() >= recordsMax;
        }

        @Override
        public List<T> finish() {
            return records;
        }
    }
}
