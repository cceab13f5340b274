package dev.millrace.plan;

import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Whether something may come of no records: a count of 0, what a function of the user's gives for an empty partition. Up to the
 * next stateful operator, which says itself when it is due.
 */
public final class Unasked {
    private static final Set<String> OF_PARTITIONS =
            Set.of("mapPartitions", "mapPartitionsWithIndex", "mapPartitionsToPair");

    private Unasked() {}

    /** {@code madeOf} gives what a function of the user's makes a place in the plan of, nothing for a source. */
    public static boolean mayCome(Plan<?> plan, Function<SourceInput<?>, List<Plan<?>>> madeOf) {
        if (plan instanceof Stateful) {
            return false;
        }
        if (plan instanceof Read<?> read && read.input() instanceof SourceInput<?> place) {
            return madeOf.apply(place).stream().anyMatch(input -> mayCome(input, madeOf));
        }
        boolean unasked = (plan instanceof Select<?> select && select.input() instanceof Stateful)
                || (plan instanceof Pipe<?, ?> pipe && isUnasked(pipe));
        return unasked || plan.inputs().stream().anyMatch(input -> mayCome(input, madeOf));
    }

    private static boolean isUnasked(Pipe<?, ?> pipe) {
        return pipe.spec() instanceof PipeSpec.Count
                || pipe.spec() instanceof PipeSpec.Aggregate
                || (pipe.spec() instanceof PipeSpec.MapPartitions
                        && OF_PARTITIONS.contains(pipe.operator().verb()));
    }
}
