package dev.millrace.engine;

import dev.millrace.Pair;
import dev.millrace.function.FlatMapFunction;
import java.util.Iterator;

/** Each value becomes what its iterator gives. */
@SuppressWarnings("unchecked") // the plan's types were checked when it was built
final class FlatMapValuesStep extends Link {
    private final FlatMapFunction<Object, Object> function;

    FlatMapValuesStep(Parts parts) {
        super(parts);
        this.function = (FlatMapFunction<Object, Object>) parts.function();
    }

    @Override
    public void accept(Object record) {
        Pair<Object, Object> pair = (Pair<Object, Object>) record;
        try {
            Iterator<Object> values = function.call(pair.value());
            while (values.hasNext() && !next.isStopped()) {
                next.accept(new Pair<>(pair.key(), values.next()));
            }
        } catch (Throwable thrown) {
            throw StepFailure.of(operator, thrown);
        }
    }
}
