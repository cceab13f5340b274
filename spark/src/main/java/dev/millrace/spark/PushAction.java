package dev.millrace.spark;

import dev.millrace.engine.PartitionAction;
import dev.millrace.function.Emitter;

/** Pushes a partition on. Made and used within one task. */
record PushAction(Emitter<? super Object> to) implements PartitionAction<Object, Boolean> {
    @Override
    public PartitionConsumer<Object, Boolean> begin(int partition) {
        return new Consumer(to);
    }

    private static final class Consumer implements PartitionConsumer<Object, Boolean> {
        private final Emitter<? super Object> to;

        private Consumer(Emitter<? super Object> to) {
            this.to = to;
        }

        @Override
        public void accept(Object record) {
            to.accept(record);
        }

        @Override
        public boolean isStopped() {
            return to.isStopped();
        }

        @Override
        public Boolean finish() {
            return true;
        }
    }
}
