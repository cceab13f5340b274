package dev.millrace.engine;

/**
 * Drives a stage from what is in memory. A template: it has no state, a constructor without arguments, no lambdas. A copy
 * knows the stage that it is for; the template goes by what it is given.
 */
abstract class Loop<D> {
    /** After so many records, a power of two, a loop looks whether anybody still waits for its task. */
    static final int CHECK_EVERY = 512;

    /** What the step that is folding has so far. */
    static Accumulated accumulated(Step first, Frame frame) {
        Step folding = first.folding();
        if (folding == null) {
            throw new IllegalStateException(first + " doesn't fold");
        }
        return (Accumulated) frame.get(folding.parts().slot());
    }

    /** Pushes all of it into the first step, in order, until the stage is stopped or the task cancelled. */
    abstract void run(D data, Step first, Frame frame) throws Exception;
}
