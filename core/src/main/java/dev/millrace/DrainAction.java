package dev.millrace;

import dev.millrace.engine.PartitionAction;

/** Runs each partition for what its functions do outside; nothing is kept of its records. */
record DrainAction<T>() implements PartitionAction<T, Boolean> {
    @Override
    public PartitionConsumer<T, Boolean> begin(int partition) {
        return new Consumer<>();
    }

    private static final class Consumer<T> implements PartitionConsumer<T, Boolean> {
        @Override
        public void accept(T record) {}

        @Override
        public Boolean finish() {
            return true;
        }
    }
}
