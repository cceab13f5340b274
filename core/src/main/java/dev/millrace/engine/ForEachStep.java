package dev.millrace.engine;

import dev.millrace.function.VoidFunction;

/** Each record goes to the function, and no further. */
@SuppressWarnings("unchecked") // the plan's types were checked when it was built
final class ForEachStep extends Link {
    private final VoidFunction<Object> function;

    ForEachStep(Parts parts) {
        super(parts);
        this.function = (VoidFunction<Object>) parts.function();
    }

    @Override
    public void accept(Object record) {
        try {
            function.call(record);
        } catch (Throwable thrown) {
            throw StepFailure.of(operator, thrown);
        }
    }
}
