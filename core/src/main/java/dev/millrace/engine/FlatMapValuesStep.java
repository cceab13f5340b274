package dev.millrace.engine;

import dev.millrace.Pair;
import dev.millrace.function.FlatMapFunction;
import dev.millrace.plan.Operator;
import java.util.Iterator;

/** Each value becomes what its iterator gives. */
final class FlatMapValuesStep extends Step {
    private final Callee<FlatMapFunction<Object, Object>> function;
    private final Operator operator;
    private final Step next;
    private final Step last;

    FlatMapValuesStep(Parts parts) {
        super(parts);
        this.function = parts.callee();
        this.operator = parts.user();
        this.next = parts.following();
        this.last = next.last();
    }

    @Override
    void accept(Object record, Frame frame) {
        Pair<?, ?> pair = (Pair<?, ?>) record;
        try {
            Iterator<Object> values = function.in(frame).call(pair.value());
            while (values.hasNext() && !last.isStopped(frame)) {
                next.accept(new Pair<>(pair.key(), values.next()), frame);
            }
        } catch (Throwable thrown) {
            throw StepFailure.of(operator, thrown);
        }
    }
}
