package dev.millrace.engine;

import dev.millrace.function.VoidFunction;
import dev.millrace.plan.Operator;
import java.lang.invoke.MethodHandles;
import org.jspecify.annotations.Nullable;

/** Each record goes to the function, and no further. */
final class ForEachStep extends Step {
    private static final @Nullable Step COPY = HiddenCopies.stepOf(MethodHandles.lookup());

    private final Callee<VoidFunction<Object>> function;
    private final Operator operator;

    ForEachStep(Parts parts) {
        super(parts);
        this.function = parts.callee();
        this.operator = parts.user();
    }

    @Override
    void accept(Object record, Frame frame) {
        ForEachStep self = COPY == null ? this : (ForEachStep) COPY;
        try {
            self.function.in(frame).call(record);
        } catch (Throwable thrown) {
            throw StepFailure.of(operator, thrown);
        }
    }
}
