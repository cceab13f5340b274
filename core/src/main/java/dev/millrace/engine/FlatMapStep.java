package dev.millrace.engine;

import dev.millrace.function.FlatMapFunction;
import dev.millrace.plan.Operator;
import java.lang.invoke.MethodHandles;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** Each record becomes what its iterator gives. */
final class FlatMapStep extends Step {
    private static final @Nullable Step COPY = HiddenCopies.stepOf(MethodHandles.lookup());

    private final Callee<FlatMapFunction<Object, Object>> function;
    private final Operator operator;
    private final Step next;
    private final Step last;

    FlatMapStep(Parts parts) {
        super(parts);
        this.function = parts.callee();
        this.operator = parts.user();
        this.next = parts.following();
        this.last = next.last();
    }

    @Override
    void accept(Object record, Frame frame) {
        FlatMapStep self = COPY == null ? this : (FlatMapStep) COPY;
        try {
            Iterator<Object> records = self.function.in(frame).call(record);
            while (records.hasNext() && !self.last.isStopped(frame)) {
                self.next.accept(records.next(), frame);
            }
        } catch (Throwable thrown) {
            throw StepFailure.of(operator, thrown);
        }
    }
}
