package dev.millrace.engine;

import dev.millrace.Pair;
import dev.millrace.function.Function;
import dev.millrace.plan.Operator;
import java.lang.invoke.MethodHandles;
import org.jspecify.annotations.Nullable;

/** Each record becomes another. */
final class MapStep extends Step {
    private static final @Nullable Step COPY = HiddenCopies.stepOf(MethodHandles.lookup());

    private final Callee<Function<Object, Object>> function;
    private final Operator operator;
    private final Step next;

    MapStep(Parts parts) {
        super(parts);
        this.function = parts.callee();
        this.operator = parts.user();
        this.next = parts.following();
    }

    @Override
    void accept(Object record, Frame frame) {
        MapStep self = COPY == null ? this : (MapStep) COPY;
        Object mapped;
        try {
            mapped = self.function.in(frame).call(record);
        } catch (Throwable thrown) {
            throw StepFailure.of(operator, thrown);
        }
        Step to = self.next;
        if (to.takesPairs() && mapped instanceof Pair<?, ?> pair) {
            to.acceptPair(pair.key(), pair.value(), frame);
        } else {
            to.accept(mapped, frame);
        }
    }

    @Override
    @Nullable
    Step folding() {
        return next.folding();
    }

    @Override
    long fold(Object record, long bits, int kind, Frame frame) {
        MapStep self = COPY == null ? this : (MapStep) COPY;
        Object mapped;
        try {
            mapped = self.function.in(frame).call(record);
        } catch (Throwable thrown) {
            throw StepFailure.of(operator, thrown);
        }
        return self.next.fold(mapped, bits, kind, frame);
    }
}
