package dev.millrace.engine;

import dev.millrace.function.FlatMapFunction;
import java.util.Iterator;

/** Each record becomes what its iterator gives. */
@SuppressWarnings("unchecked") // the plan's types were checked when it was built
final class FlatMapStep extends Link {
    private final FlatMapFunction<Object, Object> function;

    FlatMapStep(Parts parts) {
        super(parts);
        this.function = (FlatMapFunction<Object, Object>) parts.function();
    }

    @Override
    public void accept(Object record) {
        try {
            Iterator<Object> records = function.call(record);
            while (records.hasNext() && !next.isStopped()) {
                next.accept(records.next());
            }
        } catch (Throwable thrown) {
            throw StepFailure.of(operator, thrown);
        }
    }
}
