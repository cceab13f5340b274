package dev.millrace.engine;

import dev.millrace.function.Function;
import dev.millrace.plan.Operator;

/** Each record becomes another. */
final class MapStep extends Link {
    private final Function<Object, Object> function;

    MapStep(Function<Object, Object> function, Operator operator, Step next) {
        super(operator, next);
        this.function = function;
    }

    @Override
    public void accept(Object record) {
        Object mapped;
        try {
            mapped = function.call(record);
        } catch (Throwable thrown) {
            throw StepFailure.of(operator, thrown);
        }
        next.accept(mapped);
    }
}
