package dev.millrace.engine;

import dev.millrace.function.Function;

/** Each record becomes another. */
@SuppressWarnings("unchecked") // the plan's types were checked when it was built
final class MapStep extends Link {
    private final Function<Object, Object> function;

    MapStep(Parts parts) {
        super(parts);
        this.function = (Function<Object, Object>) parts.function();
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
