package dev.millrace.engine;

import dev.millrace.engine.PartitionAction.PartitionConsumer;

/** The end of a job's last stage: hands the records to the action. */
final class ActionStep extends Step {
    private final PartitionConsumer<Object, ?> consumer;
    private final Task task;

    ActionStep(PartitionConsumer<Object, ?> consumer, Task task) {
        this.consumer = consumer;
        this.task = task;
    }

    @Override
    public void accept(Object record) {
        consumer.accept(record);
    }

    @Override
    public boolean isStopped() {
        return consumer.isStopped() || task.isCancelled();
    }
}
