package dev.millrace.engine;

import dev.millrace.Pair;
import dev.millrace.function.Function;
import dev.millrace.plan.Operator;

/** Each record becomes a pair of its key and itself. */
final class KeyByStep extends Step {
    private final Callee<Function<Object, Object>> function;
    private final Operator operator;
    private final Step next;

    KeyByStep(Parts parts) {
        super(parts);
        this.function = parts.callee();
        this.operator = parts.user();
        this.next = parts.following();
    }

    @Override
    void accept(Object record, Frame frame) {
        Object key;
        try {
            key = function.in(frame).call(record);
        } catch (Throwable thrown) {
            throw StepFailure.of(operator, thrown);
        }
        next.accept(new Pair<>(key, record), frame);
    }
}
