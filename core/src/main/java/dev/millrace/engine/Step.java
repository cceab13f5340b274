package dev.millrace.engine;

import dev.millrace.function.Emitter;

/**
 * One link of a stage's push loop: takes a record and pushes what it makes of it into the next step. Made anew for each
 * task and partition, used by the task's thread alone. Each class is a template, of which {@link Shape} makes copies:
 * it has one constructor, which takes the parts, and no lambdas.
 */
abstract class Step implements Emitter<Object> {
    private final Shape shape;

    Step(Shape shape) {
        this.shape = shape;
    }

    final Shape shape() {
        return shape;
    }

    @Override
    public abstract void accept(Object record);

    @Override
    public abstract boolean isStopped();

    /** The partition is over: pushes what is still held. Whoever made this step calls it; it isn't passed on. */
    void end() {}
}
