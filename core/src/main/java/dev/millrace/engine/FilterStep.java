package dev.millrace.engine;

import dev.millrace.function.Function;
import dev.millrace.plan.Operator;
import java.lang.invoke.MethodHandles;
import org.jspecify.annotations.Nullable;

/** Some records stay. */
final class FilterStep extends Step {
    private static final @Nullable Step COPY = HiddenCopies.stepOf(MethodHandles.lookup());

    private final Callee<Function<Object, Boolean>> predicate;
    private final Operator operator;
    private final Step next;

    FilterStep(Parts parts) {
        super(parts);
        this.predicate = parts.callee();
        this.operator = parts.user();
        this.next = parts.following();
    }

    @Override
    void accept(Object record, Frame frame) {
        FilterStep self = COPY == null ? this : (FilterStep) COPY;
        boolean stays;
        try {
            stays = self.predicate.in(frame).call(record);
        } catch (Throwable thrown) {
            throw StepFailure.of(operator, thrown);
        }
        if (stays) {
            self.next.accept(record, frame);
        }
    }

    @Override
    @Nullable
    Step folding() {
        return next.folding();
    }

    @Override
    long fold(Object record, long bits, int kind, Frame frame) {
        FilterStep self = COPY == null ? this : (FilterStep) COPY;
        boolean stays;
        try {
            stays = self.predicate.in(frame).call(record);
        } catch (Throwable thrown) {
            throw StepFailure.of(operator, thrown);
        }
        return stays ? self.next.fold(record, bits, kind, frame) : bits;
    }
}
