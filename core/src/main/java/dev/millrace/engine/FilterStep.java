package dev.millrace.engine;

import dev.millrace.function.Function;

/** Some records stay. */
@SuppressWarnings("unchecked") // the plan's types were checked when it was built
final class FilterStep extends Link {
    private final Function<Object, Boolean> predicate;

    FilterStep(Parts parts) {
        super(parts);
        this.predicate = (Function<Object, Boolean>) parts.function();
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
