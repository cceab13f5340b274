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
        Pair<?, ?> pair;
        try {
            pair = Pairs.of(record);
        } catch (RuntimeException thrown) {
            throw StepFailure.of(operator, thrown);
        }
        acceptPair(pair.key(), pair.value(), frame);
    }

    @Override
    boolean takesPairs() {
        return true;
    }

    @Override
    void acceptPair(Object key, Object value, Frame frame) {
        MapValuesStep self = COPY == null ? this : (MapValuesStep) COPY;
        Object mapped;
        try {
            mapped = self.function.in(frame).call(value);
        } catch (Throwable thrown) {
            throw StepFailure.of(operator, thrown);
        }
        if (self.next.takesPairs()) {
            self.next.acceptPair(key, mapped, frame);
        } else {
            self.next.accept(new Pair<>(key, mapped), frame);
        }
    }
}
