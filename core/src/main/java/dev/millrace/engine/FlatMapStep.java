package dev.millrace.engine;

import dev.millrace.function.FlatMapFunction;
import dev.millrace.plan.Operator;
import java.util.Iterator;

/** Each record becomes what its iterator gives. */
final class FlatMapStep extends Link {
    private final FlatMapFunction<Object, Object> function;

    FlatMapStep(FlatMapFunction<Object, Object> function, Operator operator, Step next) {
        super(operator, next);
        this.function = function;
    }

    @Override
    public void accept(Object record) {
        try {
            Iterator<Object> records = function.call(record);
            while (records.hasNext() && !next.isStopped()) {
                next.accept(records.next());
            }
        } catch (Throwable thrown) {
            throw StepFailure.of(operator, thrown);
        }
    }
}
