package dev.millrace.engine;

import dev.millrace.Pair;
import dev.millrace.function.Function;
import dev.millrace.plan.Operator;
import java.lang.invoke.MethodHandles;
import org.jspecify.annotations.Nullable;

/** Each record becomes a pair of its key and itself. */
final class KeyByStep extends Step {
    private static final @Nullable Step COPY = HiddenCopies.stepOf(MethodHandles.lookup());

    private final Callee<Function<Object, Object>> function;
    private final Operator operator;
    private final Step next;

    KeyByStep(Parts parts) {
        super(parts);
        this.function = parts.callee();
        this.operator = parts.user();
        this.next = parts.following();
    }

    @Override
    void accept(Object record, Frame frame) {
        KeyByStep self = COPY == null ? this : (KeyByStep) COPY;
        Object key;
        try {
            key = self.function.in(frame).call(record);
        } catch (Throwable thrown) {
            throw StepFailure.of(operator, thrown);
        }
        if (self.next.takesPairs()) {
            self.next.acceptPair(key, record, frame);
        } else {
            self.next.accept(new Pair<>(key, record), frame);
        }
    }
}
