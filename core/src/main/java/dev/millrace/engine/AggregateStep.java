package dev.millrace.engine;

import dev.millrace.function.Function2;
import dev.millrace.plan.Operator;
import dev.millrace.plan.PipeSpec;

/** All records become one. */
final class AggregateStep extends Link {
    private final Function2<Object, Object, Object> function;
    private Object aggregated;

    AggregateStep(PipeSpec.Aggregate<Object, Object> spec, Operator operator, Step next) {
        super(operator, next);
        this.function = spec.function();
        try {
            this.aggregated = spec.zero().call();
        } catch (Throwable thrown) {
            throw StepFailure.of(operator, thrown);
        }
    }

    @Override
    public void accept(Object record) {
        try {
            aggregated = function.call(aggregated, record);
        } catch (Throwable thrown) {
            throw StepFailure.of(operator, thrown);
        }
    }

    @Override
    void end() {
        next.accept(aggregated);
    }
}
