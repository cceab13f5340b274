package dev.millrace.engine;

import dev.millrace.function.Emitter;

/**
 * One link of a stage's push loop: takes a record and pushes what it makes of it into the next step. Made anew for each
 * task and partition, used by the task's thread alone.
 */
abstract class Step implements Emitter<Object> {
    @Override
    public abstract void accept(Object record);

    @Override
    public abstract boolean isStopped();

    /** The partition is over: pushes what is still held. Whoever made this step calls it; it isn't passed on. */
    void end() {}
}
