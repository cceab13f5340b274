package dev.millrace.engine;

import dev.millrace.Pair;
import dev.millrace.function.Function;
import dev.millrace.plan.Operator;

/** Each record becomes a pair of its key and itself. */
final class KeyByStep extends Link {
    private final Function<Object, Object> function;

    KeyByStep(Function<Object, Object> function, Operator operator, Step next) {
        super(operator, next);
        this.function = function;
    }

    @Override
    public void accept(Object record) {
        Object key;
        try {
            key = function.call(record);
        } catch (Throwable thrown) {
            throw StepFailure.of(operator, thrown);
        }
        next.accept(new Pair<>(key, record));
    }
}
