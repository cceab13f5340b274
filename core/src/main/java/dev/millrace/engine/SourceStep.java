package dev.millrace.engine;

/** The first step of a stage that a source's own split pushes into: also stops it when nobody waits for the task. */
final class SourceStep extends Link {
    private final Task task;
    private long count;

    SourceStep(Parts parts) {
        super(parts);
        this.task = (Task) parts.function();
    }

    @Override
    public void accept(Object record) {
        count++;
        next.accept(record);
    }

    @Override
    void end() {
        shape().expect(count);
    }

    @Override
    public boolean isStopped() {
        return task.isCancelled() || next.isStopped();
    }
}
