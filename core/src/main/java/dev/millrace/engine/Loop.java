package dev.millrace.engine;

/** Drives a stage from what is in memory. A template: it has no state, a constructor without arguments, no lambdas. */
abstract class Loop<D> {
    /** After so many records a loop looks whether anybody still waits for its task. */
    static final int CHECK_EVERY = 512;

    /** Pushes all of it, in order, until the step is stopped or the task cancelled. */
    abstract void run(D data, Step to, Task task);
}
