package dev.millrace.engine;

import dev.millrace.function.Function2;
import dev.millrace.plan.Operator;
import java.lang.invoke.MethodHandles;
import org.jspecify.annotations.Nullable;

/** All records become one, which begins as whoever begins the task says: something that is no number. */
final class AggregateStep extends Step {
    private static final @Nullable Step COPY = HiddenCopies.stepOf(MethodHandles.lookup());

    private final Callee<Function2<Object, Object, Object>> function;
    private final Operator operator;
    private final Step next;
    private final int slot;

    AggregateStep(Parts parts) {
        super(parts);
        this.function = parts.callee();
        this.operator = parts.user();
        this.next = parts.following();
        this.slot = parts.slot();
    }

    @Override
    @SuppressWarnings("NullAway") // an aggregate may be null, and then its function takes it
    void accept(Object record, Frame frame) {
        AggregateStep self = COPY == null ? this : (AggregateStep) COPY;
        Object before = ((Accumulated) frame.get(self.slot)).object();
        try {
            Object after = self.function.in(frame).call(before, record);
            if (after != before) {
                ((Accumulated) frame.get(self.slot)).setObject(after);
            }
        } catch (Throwable thrown) {
            throw StepFailure.of(operator, thrown);
        }
    }

    @Override
    @SuppressWarnings("NullAway") // as above
    void end(Frame frame) {
        next.accept(((Accumulated) frame.get(slot)).object(), frame);
    }
}
