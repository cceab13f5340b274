package dev.millrace.engine;

import org.jspecify.annotations.Nullable;

/**
 * What a step calls: kept in the step where it is the same in every batch, which makes it a constant of the stage's code,
 * or put into the frame by whoever begins the task.
 */
record Callee<F>(@Nullable F constant, int slot) {
    @SuppressWarnings("unchecked") // whoever begins the task puts the kind of function there that the step is made for
    F in(Frame frame) {
        return constant != null ? constant : (F) frame.get(slot);
    }
}
