package dev.millrace.engine;

import dev.millrace.function.FlatMapFunction;
import dev.millrace.plan.Operator;
import java.util.Iterator;

/** Each record becomes what its iterator gives. */
final class FlatMapStep extends Step {
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
        try {
            Iterator<Object> records = function.in(frame).call(record);
            while (records.hasNext() && !last.isStopped(frame)) {
                next.accept(records.next(), frame);
            }
        } catch (Throwable thrown) {
            throw StepFailure.of(operator, thrown);
        }
    }
}
