package dev.millrace.engine;

import dev.millrace.function.Function2;
import dev.millrace.plan.Operator;
import dev.millrace.plan.PipeSpec;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** How a pipe becomes a step: the template for its kind, what the step is given to work with, and what its code depends on. */
final class Steps {
    private final Class<?> template;
    private final Object work;
    private final Class<?> function;
    private final Operator operator;
    private volatile @Nullable Known known;

    /** The shape that was found last, and the one it leads to. */
    private record Known(Shape next, Shape shape) {}

    private Steps(Class<?> template, Object work, Object function, Operator operator) {
        this.template = template;
        this.work = work;
        this.function = function.getClass();
        this.operator = operator;
    }

    static Steps of(PipeSpec<?, ?> spec, Operator operator) {
        if (spec instanceof PipeSpec.Map<?, ?> map) {
            return new Steps(MapStep.class, map.function(), map.function(), operator);
        }
        if (spec instanceof PipeSpec.Filter<?> filter) {
            return new Steps(FilterStep.class, filter.predicate(), filter.predicate(), operator);
        }
        if (spec instanceof PipeSpec.FlatMap<?, ?> flatMap) {
            return new Steps(FlatMapStep.class, flatMap.function(), flatMap.function(), operator);
        }
        if (spec instanceof PipeSpec.MapMulti<?, ?> multi) {
            return new Steps(MapMultiStep.class, multi.function(), multi.function(), operator);
        }
        if (spec instanceof PipeSpec.KeyBy<?, ?> keyBy) {
            return new Steps(KeyByStep.class, keyBy.function(), keyBy.function(), operator);
        }
        if (spec instanceof PipeSpec.MapValues<?, ?, ?> values) {
            return new Steps(MapValuesStep.class, values.function(), values.function(), operator);
        }
        if (spec instanceof PipeSpec.FlatMapValues<?, ?, ?> values) {
            return new Steps(FlatMapValuesStep.class, values.function(), values.function(), operator);
        }
        return ofWholePartition(spec, operator);
    }

    private static Steps ofWholePartition(PipeSpec<?, ?> spec, Operator operator) {
        if (spec instanceof PipeSpec.ForEach<?> each) {
            return new Steps(ForEachStep.class, each.function(), each.function(), operator);
        }
        if (spec instanceof PipeSpec.Reduce<?> reduce) {
            return new Steps(ReduceStep.class, reduce.function(), reduce.function(), operator);
        }
        if (spec instanceof PipeSpec.Aggregate<?, ?> aggregate) {
            return new Steps(AggregateStep.class, aggregate, aggregate.function(), operator);
        }
        if (spec instanceof PipeSpec.Count<?> count) {
            return new Steps(CountStep.class, count, count, operator);
        }
        if (spec instanceof PipeSpec.MapPartitions<?, ?> partitions) {
            return new Steps(MapPartitionsStep.class, partitions.function(), partitions.function(), operator);
        }
        throw new IllegalArgumentException("not a pipe with one output: " + spec);
    }

    /** A step for one partition. Any task. */
    Step step(Shapes shapes, int partition, Step next) {
        Known last = known;
        if (last == null || last.next() != next.shape()) {
            last = new Known(next.shape(), shapes.of(template, function, next.shape()));
            known = last;
        }
        return last.shape().newLink(template == MapPartitionsStep.class ? numbered(partition) : work, operator, next);
    }

    @SuppressWarnings("unchecked") // the plan's types were checked when it was built
    private MapPartitionsStep.Numbered numbered(int partition) {
        return new MapPartitionsStep.Numbered(partition, (Function2<Integer, Iterator<Object>, Iterator<Object>>) work);
    }
}
