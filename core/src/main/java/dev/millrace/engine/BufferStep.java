package dev.millrace.engine;

import java.util.List;

/** The end of a stage that keeps its records. */
final class BufferStep extends Step {
    private final List<Object> records;
    private final Task task;

    BufferStep(List<Object> records, Task task) {
        this.records = records;
        this.task = task;
    }

    @Override
    public void accept(Object record) {
        records.add(record);
    }

    @Override
    public boolean isStopped() {
        return task.isCancelled();
    }
}
