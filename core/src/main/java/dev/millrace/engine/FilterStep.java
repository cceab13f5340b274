package dev.millrace.engine;

import dev.millrace.function.Function;
import dev.millrace.plan.Operator;

/** Some records stay. */
final class FilterStep extends Link {
    private final Function<Object, Boolean> predicate;

    FilterStep(Function<Object, Boolean> predicate, Operator operator, Step next) {
        super(operator, next);
        this.predicate = predicate;
    }

    @Override
    public void accept(Object record) {
        boolean stays;
        try {
            stays = predicate.call(record);
        } catch (Throwable thrown) {
            throw StepFailure.of(operator, thrown);
        }
        if (stays) {
            next.accept(record);
        }
    }
}
