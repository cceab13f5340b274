package dev.millrace.engine;

import dev.millrace.function.MapMultiFunction;
import dev.millrace.plan.Operator;

/** Each record becomes what the function emits. */
final class MapMultiStep extends Link {
    private final MapMultiFunction<Object, Object> function;

    MapMultiStep(MapMultiFunction<Object, Object> function, Operator operator, Step next) {
        super(operator, next);
        this.function = function;
    }

    @Override
    public void accept(Object record) {
        try {
            function.call(record, next);
        } catch (Throwable thrown) {
            throw StepFailure.of(operator, thrown);
        }
    }
}
