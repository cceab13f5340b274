package dev.millrace.engine;

import dev.millrace.engine.PartitionAction.PartitionConsumer;

/** The end of a job's last stage: hands the records to the action. */
@SuppressWarnings("unchecked") // the plan's types were checked when it was built
final class ActionStep extends End {
    private final PartitionConsumer<Object, ?> consumer;

    ActionStep(Parts parts) {
        super(parts);
        this.consumer = (PartitionConsumer<Object, ?>) parts.work();
    }

    @Override
    public void accept(Object record) {
        consumer.accept(record);
    }

    @Override
    public boolean isStopped() {
        return consumer.isStopped();
    }
}
