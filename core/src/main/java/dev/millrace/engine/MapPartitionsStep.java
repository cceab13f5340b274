package dev.millrace.engine;

import dev.millrace.function.Function2;
import dev.millrace.plan.Operator;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Where a user's function pulls: the partition is gathered first. */
final class MapPartitionsStep extends Link {
    private final Function2<Integer, Iterator<Object>, Iterator<Object>> function;
    private final int partition;
    private final List<Object> records = new ArrayList<>();

    MapPartitionsStep(
            Function2<Integer, Iterator<Object>, Iterator<Object>> function,
            int partition,
            Operator operator,
            Step next) {
        super(operator, next);
        this.function = function;
        this.partition = partition;
    }

    @Override
    public void accept(Object record) {
        records.add(record);
    }

    @Override
    void end() {
        try {
            Iterator<Object> results = function.call(partition, records.iterator());
            while (results.hasNext() && !next.isStopped()) {
                next.accept(results.next());
            }
        } catch (Throwable thrown) {
            throw StepFailure.of(operator, thrown);
        }
    }
}
