package dev.millrace.engine;

import dev.millrace.function.Function2;

/** All records become one, if there are any. */
@SuppressWarnings("unchecked") // the plan's types were checked when it was built
final class ReduceStep extends Link {
    private static final Object NOTHING_YET = new Object();

    private final Function2<Object, Object, Object> function;
    private Object reduced = NOTHING_YET;

    ReduceStep(Parts parts) {
        super(parts);
        this.function = (Function2<Object, Object, Object>) parts.function();
    }

    @Override
    public void accept(Object record) {
        if (reduced == NOTHING_YET) {
            reduced = record;
            return;
        }
        try {
            reduced = function.call(reduced, record);
        } catch (Throwable thrown) {
            throw StepFailure.of(operator, thrown);
        }
    }

    @Override
    void end() {
        if (reduced != NOTHING_YET) {
            next.accept(reduced);
        }
    }
}
