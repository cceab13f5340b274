package dev.millrace.engine;

import dev.millrace.Pair;
import dev.millrace.function.Function;

/** Each value becomes another. */
@SuppressWarnings("unchecked") // the plan's types were checked when it was built
final class MapValuesStep extends Link {
    private final Function<Object, Object> function;

    MapValuesStep(Parts parts) {
        super(parts);
        this.function = (Function<Object, Object>) parts.function();
    }

    @Override
    public void accept(Object record) {
        Pair<Object, Object> pair = (Pair<Object, Object>) record;
        Object value;
        try {
            value = function.call(pair.value());
        } catch (Throwable thrown) {
            throw StepFailure.of(operator, thrown);
        }
        next.accept(new Pair<>(pair.key(), value));
    }
}
