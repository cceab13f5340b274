package dev.millrace.engine;

import dev.millrace.function.Function;
import dev.millrace.plan.Operator;

/** Some records stay. */
final class FilterStep extends Step {
    private final Callee<Function<Object, Boolean>> predicate;
    private final Operator operator;
    private final Step next;

    FilterStep(Parts parts) {
        super(parts);
        this.predicate = parts.callee();
        this.operator = parts.user();
        this.next = parts.following();
    }

    @Override
    void accept(Object record, Frame frame) {
        boolean stays;
        try {
            stays = predicate.in(frame).call(record);
        } catch (Throwable thrown) {
            throw StepFailure.of(operator, thrown);
        }
        if (stays) {
            next.accept(record, frame);
        }
    }
}
