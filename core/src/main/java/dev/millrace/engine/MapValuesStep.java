package dev.millrace.engine;

import dev.millrace.Pair;
import dev.millrace.function.Function;
import dev.millrace.plan.Operator;
import java.lang.invoke.MethodHandles;
import org.jspecify.annotations.Nullable;

/** Each value becomes another. */
final class MapValuesStep extends Step {
    private static final @Nullable Step COPY = HiddenCopies.stepOf(MethodHandles.lookup());

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
        MapValuesStep self = COPY == null ? this : (MapValuesStep) COPY;
        Pair<?, ?> pair;
        Object value;
        try {
            pair = Pairs.of(record);
            value = self.function.in(frame).call(pair.value());
        } catch (Throwable thrown) {
            throw StepFailure.of(operator, thrown);
        }
        self.next.accept(new Pair<>(pair.key(), value), frame);
    }
}
