package dev.millrace.benchmarks.flink;

import dev.millrace.benchmarks.program.WindowSteps;
import java.io.Serializable;
import org.apache.flink.api.common.functions.AggregateFunction;

/** Makes one long of the records of a window, one by one. */
final class LongAggregate<T> implements AggregateFunction<T, Long, Long> {
    private static final long serialVersionUID = 1;

    private final Add<T> add;

    private LongAggregate(Add<T> add) {
        this.add = add;
    }

    static <T> LongAggregate<T> count() {
        return new LongAggregate<>((record, count) -> count + 1);
    }

    static LongAggregate<Long> sum() {
        return new LongAggregate<>((record, sum) -> sum + WindowSteps.value(record));
    }

    /** The largest of values that are 0 or more. */
    static LongAggregate<Long> largest() {
        return new LongAggregate<>((record, largest) -> Math.max(largest, WindowSteps.value(record)));
    }

    @Override
    public Long createAccumulator() {
        return 0L;
    }

    @Override
    public Long add(T record, Long accumulator) {
        return add.apply(record, accumulator);
    }

    @Override
    public Long getResult(Long accumulator) {
        return accumulator;
    }

    @Override
    public Long merge(Long one, Long other) {
        throw new UnsupportedOperationException("these windows are not merged");
    }

    @FunctionalInterface
    private interface Add<T> extends Serializable {
        long apply(T record, long accumulator);
    }
}
