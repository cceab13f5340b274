package dev.millrace.engine;

import dev.millrace.function.Function2;
import dev.millrace.plan.Operator;
import java.lang.invoke.MethodHandles;
import org.jspecify.annotations.Nullable;

/** All records become one, if there are any. */
final class ReduceStep extends Step {
    private static final @Nullable Step COPY = HiddenCopies.stepOf(MethodHandles.lookup());

    private final Callee<Function2<Object, Object, Object>> function;
    private final Operator operator;
    private final Step next;
    private final int slot;

    ReduceStep(Parts parts) {
        super(parts);
        this.function = parts.callee();
        this.operator = parts.user();
        this.next = parts.following();
        this.slot = parts.slot();
    }

    @Override
    void begin(Frame frame, int partition) {
        frame.put(slot, new Accumulated(null, true));
    }

    @Override
    @SuppressWarnings("NullAway") // a stream may hold nulls, and then its functions take them
    void accept(Object record, Frame frame) {
        ReduceStep self = COPY == null ? this : (ReduceStep) COPY;
        Accumulated reduced = (Accumulated) frame.get(self.slot);
        if (reduced.isEmpty) {
            reduced.value = record;
            reduced.isEmpty = false;
            return;
        }
        try {
            reduced.value = self.function.in(frame).call(reduced.value, record);
        } catch (Throwable thrown) {
            throw StepFailure.of(operator, thrown);
        }
    }

    @Override
    @SuppressWarnings("NullAway") // as above
    void end(Frame frame) {
        Accumulated reduced = (Accumulated) frame.get(slot);
        if (!reduced.isEmpty) {
            next.accept(reduced.value, frame);
        }
    }
}
