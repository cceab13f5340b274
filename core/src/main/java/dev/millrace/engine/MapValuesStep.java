package dev.millrace.engine;

import dev.millrace.Pair;
import dev.millrace.function.Function;
import dev.millrace.plan.Operator;

/** Each value becomes another. */
final class MapValuesStep extends Step {
    private final Callee<Function<Object, Object>> function;
    private final Operator operator;
    private final Step next;

    MapValuesStep(Parts parts) {
        super(parts);
        this.function = parts.callee();
        this.operator = parts.user();
        this.next = parts.following();
    }

    @Override
    void accept(Object record, Frame frame) {
        Pair<?, ?> pair = (Pair<?, ?>) record;
        Object value;
        try {
            value = function.in(frame).call(pair.value());
        } catch (Throwable thrown) {
            throw StepFailure.of(operator, thrown);
        }
        next.accept(new Pair<>(pair.key(), value), frame);
    }
}
