package dev.millrace;

import dev.millrace.plan.CoGroup;
import dev.millrace.plan.Operator;
import dev.millrace.plan.Pipe;
import dev.millrace.plan.Plan;
import dev.millrace.plan.Shuffle;
import org.jspecify.annotations.Nullable;

/** Gives the nodes that one operation of a stream is made of the name that its user gives it. */
final class NamedOperators {
    private NamedOperators() {}

    /** The last operation of a plan under this name; what has no operator, such as a union, stays as it is. */
    @SuppressWarnings("unchecked") // a node is replaced by one of its type
    static <T> Plan<T> named(Plan<T> plan, String name) {
        Operator last = operatorOf(plan);
        return last == null ? plan : (Plan<T>) named(plan, last, name);
    }

    private static @Nullable Operator operatorOf(Plan<?> plan) {
        if (plan instanceof Pipe<?, ?> pipe) {
            return pipe.operator();
        }
        if (plan instanceof Shuffle<?, ?> shuffle) {
            return shuffle.operator();
        }
        return plan instanceof CoGroup<?> coGroup ? coGroup.operator() : null;
    }

    private static Plan<?> named(Plan<?> plan, Operator operator, String name) {
        if (!operator.equals(operatorOf(plan))) {
            return plan;
        }
        if (plan instanceof Pipe<?, ?> pipe) {
            return renamed(pipe, name);
        }
        if (plan instanceof Shuffle<?, ?> shuffle) {
            return renamed(shuffle, name);
        }
        CoGroup<?> coGroup = (CoGroup<?>) plan;
        return new CoGroup<>(coGroup.keyed(), coGroup.placement(), operator.named(name));
    }

    @SuppressWarnings("unchecked") // an input is replaced by one of its type
    private static <T, R> Plan<R> renamed(Pipe<T, R> pipe, String name) {
        Plan<T> input = (Plan<T>) named(pipe.input(), pipe.operator(), name);
        return new Pipe<>(input, pipe.spec(), pipe.operator().named(name));
    }

    @SuppressWarnings("unchecked") // an input is replaced by one of its type
    private static <T, R> Plan<R> renamed(Shuffle<T, R> shuffle, String name) {
        Plan<T> input = (Plan<T>) named(shuffle.input(), shuffle.operator(), name);
        return new Shuffle<>(input, shuffle.spec(), shuffle.operator().named(name));
    }
}
