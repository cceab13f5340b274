package dev.millrace.engine;

/** A step that nothing follows: the end of a stage. */
abstract class End extends Step {
    private final Task task;

    End(Parts parts) {
        super(parts.shape());
        this.task = parts.task();
    }

    /** What an end is made of. */
    record Parts(Shape shape, Object work, Task task) {}

    final Task task() {
        return task;
    }

    @Override
    public boolean isStopped() {
        return false;
    }
}
