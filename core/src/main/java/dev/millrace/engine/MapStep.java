package dev.millrace.engine;

import dev.millrace.function.Function;
import dev.millrace.plan.Operator;

/** Each record becomes another. */
final class MapStep extends Step {
    private final Callee<Function<Object, Object>> function;
    private final Operator operator;
    private final Step next;

    MapStep(Parts parts) {
        super(parts);
        this.function = parts.callee();
        this.operator = parts.user();
        this.next = parts.following();
    }

    @Override
    void accept(Object record, Frame frame) {
        Object mapped;
        try {
            mapped = function.in(frame).call(record);
        } catch (Throwable thrown) {
            throw StepFailure.of(operator, thrown);
        }
        next.accept(mapped, frame);
    }
}
