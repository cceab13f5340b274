package dev.millrace.engine;

import dev.millrace.engine.PartitionAction.PartitionConsumer;

/** The end of a job's last stage: hands the records to the action, whose consumer is its state. */
final class ActionStep extends Step {
    ActionStep(Parts parts) {
        super(parts);
    }

    @Override
    void accept(Object record, Frame frame) {
        consumer(frame).accept(record);
    }

    @Override
    boolean isStopped(Frame frame) {
        return consumer(frame).isStopped();
    }

    @SuppressWarnings("unchecked") // whoever begins the task puts the action's consumer there
    private PartitionConsumer<Object, ?> consumer(Frame frame) {
        return (PartitionConsumer<Object, ?>) frame.end();
    }
}
