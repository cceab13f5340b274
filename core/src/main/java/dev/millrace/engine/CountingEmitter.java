package dev.millrace.engine;

import dev.millrace.function.Emitter;

/** What a source or a user's function pushes into. */
interface CountingEmitter extends Emitter<Object> {
    /** How many records it has taken. */
    long count();

    /** Whether one of these wasn't dealt with, because a step behind it failed. */
    boolean hasFailedBehind();

    /** Makes an emitter into a step for a task. */
    @FunctionalInterface
    interface Maker {
        /** Makes emitters of the template itself. */
        Maker COLD = StepEmitter::new;

        CountingEmitter open(Step first, Frame frame);
    }
}
