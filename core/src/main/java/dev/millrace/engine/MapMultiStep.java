package dev.millrace.engine;

import dev.millrace.function.MapMultiFunction;

/** Each record becomes what the function emits. */
@SuppressWarnings("unchecked") // the plan's types were checked when it was built
final class MapMultiStep extends Link {
    private final MapMultiFunction<Object, Object> function;

    MapMultiStep(Parts parts) {
        super(parts);
        this.function = (MapMultiFunction<Object, Object>) parts.function();
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
