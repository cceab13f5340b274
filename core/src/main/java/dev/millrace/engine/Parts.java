package dev.millrace.engine;

import dev.millrace.plan.Operator;
import org.jspecify.annotations.Nullable;

/**
 * What a step is made of: what it calls, the operator that this belongs to, and the step that follows, which the end of a
 * stage lacks. {@code slot} is where its state lies in the frame; {@code copied} says that it is a copy for one stage.
 */
record Parts(
        @Nullable Object constant,
        @Nullable Operator operator,
        @Nullable Step next,
        int slot,
        boolean copied) {
    /** Each step has a slot for its state and one for what it calls. */
    private static final int SLOTS = 2;

    /** The parts of a step before {@code next}, or of the end of a stage. A callee that isn't constant is in the frame. */
    static Parts before(@Nullable Step next, @Nullable Object constant, @Nullable Operator operator) {
        int slot = next == null ? 0 : next.parts().slot + SLOTS;
        return new Parts(constant, operator, next, slot, false);
    }

    /** The same parts for a copy before the copy of the next step. */
    Parts copied(@Nullable Step nextCopy) {
        return new Parts(constant, operator, nextCopy, slot, true);
    }

    @SuppressWarnings("unchecked") // the plan's types were checked when it was built
    <F> Callee<F> callee() {
        return new Callee<>((F) constant, calleeSlot());
    }

    int calleeSlot() {
        return slot + 1;
    }

    Step following() {
        if (next == null) {
            throw new IllegalStateException("nothing follows the end of a stage");
        }
        return next;
    }

    Operator user() {
        if (operator == null) {
            throw new IllegalStateException("a step that calls a user's function without an operator");
        }
        return operator;
    }

    /** How a step that hands an emitter to a user's function makes it. */
    CountingEmitter.Maker emitters() {
        return copied ? HiddenCopies.emitter(following()) : CountingEmitter.Maker.COLD;
    }
}
