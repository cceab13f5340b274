package dev.millrace.engine;

import dev.millrace.Pair;
import dev.millrace.function.Function;

/** Each record becomes a pair of its key and itself. */
@SuppressWarnings("unchecked") // the plan's types were checked when it was built
final class KeyByStep extends Link {
    private final Function<Object, Object> function;

    KeyByStep(Parts parts) {
        super(parts);
        this.function = (Function<Object, Object>) parts.function();
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
