package dev.millrace.engine;

import dev.millrace.function.Function2;
import dev.millrace.plan.PipeSpec;

/** All records become one. */
@SuppressWarnings("unchecked") // the plan's types were checked when it was built
final class AggregateStep extends Link {
    private final Function2<Object, Object, Object> function;
    private Object aggregated;

    AggregateStep(Parts parts) {
        super(parts);
        PipeSpec.Aggregate<Object, Object> spec = (PipeSpec.Aggregate<Object, Object>) parts.function();
        this.function = (Function2<Object, Object, Object>) (Object) spec.function();
        try {
            this.aggregated = spec.zero().call();
        } catch (Throwable thrown) {
            throw StepFailure.of(operator, thrown);
        }
    }

    @Override
    public void accept(Object record) {
        try {
            Object after = function.call(aggregated, record);
            if (after != aggregated) {
                aggregated = after;
            }
        } catch (Throwable thrown) {
            throw StepFailure.of(operator, thrown);
        }
    }

    @Override
    void end() {
        next.accept(aggregated);
    }
}
