package dev.millrace.engine;

import dev.millrace.function.Function;
import dev.millrace.function.Function2;
import dev.millrace.plan.Combiner;

/** A combiner as three functions, each of a class that is inlined into the copy of the step that calls it. */
record Combining(
        Function<Object, Object> create,
        Function2<Object, Object, Object> mergeValue,
        Function2<Object, Object, Object> mergeCombiners) {
    private static final Function<Object, Object> ITSELF = value -> value;
    private static final Combining COUNT =
            new Combining(value -> 1L, (count, value) -> (Long) count + 1, (one, other) -> (Long) one + (Long) other);

    @SuppressWarnings("unchecked") // the plan's types were checked when it was built
    static Combining of(Combiner<?, ?> combiner) {
        if (combiner instanceof Combiner.Reduce<?> reduce) {
            Function2<Object, Object, Object> function = (Function2<Object, Object, Object>) (Object) reduce.function();
            return new Combining(ITSELF, function, function);
        }
        if (combiner instanceof Combiner.General<?, ?> general) {
            return new Combining(
                    (Function<Object, Object>) (Object) general.createCombiner(),
                    (Function2<Object, Object, Object>) (Object) general.mergeValue(),
                    (Function2<Object, Object, Object>) (Object) general.mergeCombiners());
        }
        if (combiner instanceof Combiner.Count) {
            return COUNT;
        }
        Combiner<Object, Object> group = (Combiner<Object, Object>) combiner;
        return new Combining(group::create, group::mergeValue, group::mergeCombiners);
    }

    /** What a step is given that combines. */
    Work work(boolean isLasting) {
        return Work.of(this, isLasting, create, mergeValue, mergeCombiners);
    }
}
