package dev.millrace.spark;

import dev.millrace.plan.Operator;
import dev.millrace.plan.Pipe;
import dev.millrace.plan.PipeSpec;
import dev.millrace.plan.Plan;
import dev.millrace.plan.Shuffle;
import dev.millrace.plan.ShuffleSpec;
import org.jspecify.annotations.Nullable;

/**
 * A plan that makes at most one record of each partition, and then one of all these: {@code count}, {@code reduce},
 * {@code aggregate}. Where it is all that a job wants, the driver takes the last step itself, as Spark's own actions do: a stage
 * with one task would cost more than this step.
 *
 * @param parts what gives at most one record a partition
 * @param last what makes one of them, as {@code operator}
 */
record Gathering(Plan<?> parts, PipeSpec<?, ?> last, Operator operator) {
    static @Nullable Gathering of(Plan<?> plan) {
        return plan instanceof Pipe<?, ?> last
                        && isSmall(last.spec())
                        && last.input() instanceof Shuffle<?, ?> shuffle
                        && shuffle.spec() instanceof ShuffleSpec.Spread<?> spread
                        && spread.partitions() == 1
                        && shuffle.input() instanceof Pipe<?, ?> parts
                        && isSmall(parts.spec())
                ? new Gathering(parts, last.spec(), last.operator())
                : null;
    }

    /** Whether a partition becomes one record at most. */
    private static boolean isSmall(PipeSpec<?, ?> spec) {
        return spec instanceof PipeSpec.Count || spec instanceof PipeSpec.Reduce || spec instanceof PipeSpec.Aggregate;
    }
}
