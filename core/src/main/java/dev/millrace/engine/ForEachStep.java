package dev.millrace.engine;

import dev.millrace.function.VoidFunction;
import dev.millrace.plan.Operator;

/** Each record goes to the function, and no further. */
final class ForEachStep extends Step {
    private final Callee<VoidFunction<Object>> function;
    private final Operator operator;

    ForEachStep(Parts parts) {
        super(parts);
        this.function = parts.callee();
        this.operator = parts.user();
    }

    @Override
    void accept(Object record, Frame frame) {
        try {
            function.in(frame).call(record);
        } catch (Throwable thrown) {
            throw StepFailure.of(operator, thrown);
        }
    }
}
