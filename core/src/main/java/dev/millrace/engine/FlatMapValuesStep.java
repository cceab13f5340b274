package dev.millrace.engine;

import dev.millrace.Pair;
import dev.millrace.function.FlatMapFunction;
import dev.millrace.plan.Operator;
import java.lang.invoke.MethodHandles;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** Each value becomes what its iterator gives. */
final class FlatMapValuesStep extends Step {
    private static final @Nullable Step COPY = HiddenCopies.stepOf(MethodHandles.lookup());

    private final Callee<FlatMapFunction<Object, Object>> function;
    private final Operator operator;
    private final Step next;
    private final Step last;

    FlatMapValuesStep(Parts parts) {
        super(parts);
        this.function = parts.callee();
        this.operator = parts.user();
        this.next = parts.following();
        this.last = next.last();
    }

    @Override
    void accept(Object record, Frame frame) {
        FlatMapValuesStep self = COPY == null ? this : (FlatMapValuesStep) COPY;
        try {
            Pair<?, ?> pair = Pairs.of(record);
            Iterator<Object> values = self.function.in(frame).call(pair.value());
            while (values.hasNext() && !self.last.isStopped(frame)) {
                self.next.accept(new Pair<>(pair.key(), values.next()), frame);
            }
        } catch (Throwable thrown) {
            throw StepFailure.of(operator, thrown);
        }
    }
}
