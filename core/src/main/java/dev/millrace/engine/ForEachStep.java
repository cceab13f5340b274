package dev.millrace.engine;

import dev.millrace.function.VoidFunction;
import dev.millrace.plan.Operator;

/** Each record goes to the function, and no further. */
final class ForEachStep extends Link {
    private final VoidFunction<Object> function;

    ForEachStep(VoidFunction<Object> function, Operator operator, Step next) {
        super(operator, next);
        this.function = function;
    }

    @Override
    public void accept(Object record) {
        try {
            function.call(record);
        } catch (Throwable thrown) {
            throw StepFailure.of(operator, thrown);
        }
    }
}
