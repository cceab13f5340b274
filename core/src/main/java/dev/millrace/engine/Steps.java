package dev.millrace.engine;

import dev.millrace.function.FlatMapFunction;
import dev.millrace.function.Function;
import dev.millrace.function.Function2;
import dev.millrace.function.MapMultiFunction;
import dev.millrace.function.VoidFunction;
import dev.millrace.plan.Operator;
import dev.millrace.plan.PipeSpec;
import java.util.Iterator;

/** The step of each kind of pipe. */
@SuppressWarnings("unchecked") // the plan's types were checked when it was built
final class Steps {
    private Steps() {}

    static Step of(PipeSpec<?, ?> spec, Operator operator, int partition, Step next) {
        if (spec instanceof PipeSpec.Map<?, ?> map) {
            return new MapStep((Function<Object, Object>) map.function(), operator, next);
        }
        if (spec instanceof PipeSpec.Filter<?> filter) {
            return new FilterStep((Function<Object, Boolean>) filter.predicate(), operator, next);
        }
        if (spec instanceof PipeSpec.FlatMap<?, ?> flatMap) {
            return new FlatMapStep((FlatMapFunction<Object, Object>) flatMap.function(), operator, next);
        }
        if (spec instanceof PipeSpec.MapMulti<?, ?> multi) {
            return new MapMultiStep((MapMultiFunction<Object, Object>) multi.function(), operator, next);
        }
        if (spec instanceof PipeSpec.KeyBy<?, ?> keyBy) {
            return new KeyByStep((Function<Object, Object>) keyBy.function(), operator, next);
        }
        if (spec instanceof PipeSpec.MapValues<?, ?, ?> values) {
            return new MapValuesStep((Function<Object, Object>) values.function(), operator, next);
        }
        if (spec instanceof PipeSpec.FlatMapValues<?, ?, ?> values) {
            return new FlatMapValuesStep((FlatMapFunction<Object, Object>) values.function(), operator, next);
        }
        return wholePartition(spec, operator, partition, next);
    }

    private static Step wholePartition(PipeSpec<?, ?> spec, Operator operator, int partition, Step next) {
        if (spec instanceof PipeSpec.ForEach<?> each) {
            return new ForEachStep((VoidFunction<Object>) each.function(), operator, next);
        }
        if (spec instanceof PipeSpec.Reduce<?> reduce) {
            return new ReduceStep((Function2<Object, Object, Object>) reduce.function(), operator, next);
        }
        if (spec instanceof PipeSpec.Aggregate<?, ?> aggregate) {
            return new AggregateStep((PipeSpec.Aggregate<Object, Object>) aggregate, operator, next);
        }
        if (spec instanceof PipeSpec.Count<?>) {
            return new CountStep(next);
        }
        if (spec instanceof PipeSpec.MapPartitions<?, ?> partitions) {
            return new MapPartitionsStep(
                    (Function2<Integer, Iterator<Object>, Iterator<Object>>) (Object) partitions.function(),
                    partition,
                    operator,
                    next);
        }
        throw new IllegalArgumentException("not a pipe with one output: " + spec);
    }
}
