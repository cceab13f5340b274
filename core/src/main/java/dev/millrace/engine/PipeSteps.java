package dev.millrace.engine;

import dev.millrace.function.Function0;
import dev.millrace.plan.PipeSpec;
import org.jspecify.annotations.Nullable;

/** How a pipe becomes a step: the template for its kind, the function that the step calls, and what an aggregate begins as. */
record PipeSteps(
        Class<? extends Step> template,
        Object function,
        @Nullable Function0<?> zero) {
    private PipeSteps(Class<? extends Step> template, Object function) {
        this(template, function, null);
    }

    static PipeSteps of(PipeSpec<?, ?> spec) {
        if (spec instanceof PipeSpec.Map<?, ?> map) {
            return new PipeSteps(MapStep.class, map.function());
        }
        if (spec instanceof PipeSpec.Filter<?> filter) {
            return new PipeSteps(FilterStep.class, filter.predicate());
        }
        if (spec instanceof PipeSpec.FlatMap<?, ?> flatMap) {
            return new PipeSteps(FlatMapStep.class, flatMap.function());
        }
        if (spec instanceof PipeSpec.MapMulti<?, ?> multi) {
            return new PipeSteps(MapMultiStep.class, multi.function());
        }
        if (spec instanceof PipeSpec.KeyBy<?, ?> keyBy) {
            return new PipeSteps(KeyByStep.class, keyBy.function());
        }
        if (spec instanceof PipeSpec.MapValues<?, ?, ?> values) {
            return new PipeSteps(MapValuesStep.class, values.function());
        }
        if (spec instanceof PipeSpec.FlatMapValues<?, ?, ?> values) {
            return new PipeSteps(FlatMapValuesStep.class, values.function());
        }
        return ofWholePartition(spec);
    }

    private static PipeSteps ofWholePartition(PipeSpec<?, ?> spec) {
        if (spec instanceof PipeSpec.ForEach<?> each) {
            return new PipeSteps(ForEachStep.class, each.function());
        }
        if (spec instanceof PipeSpec.Reduce<?> reduce) {
            return new PipeSteps(ReduceStep.class, reduce.function());
        }
        if (spec instanceof PipeSpec.Aggregate<?, ?> aggregate) {
            return new PipeSteps(AggregateStep.class, aggregate.function(), aggregate.zero());
        }
        if (spec instanceof PipeSpec.Count<?> count) {
            return new PipeSteps(CountStep.class, count);
        }
        if (spec instanceof PipeSpec.MapPartitions<?, ?> partitions) {
            return new PipeSteps(MapPartitionsStep.class, partitions.function());
        }
        throw new IllegalArgumentException("not a pipe with one output: " + spec);
    }

    Work work(boolean isLasting) {
        return Work.of(function, isLasting);
    }
}
