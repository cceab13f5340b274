package dev.millrace.plan;

import java.util.List;

/**
 * An exchange between partitions, as {@link ShuffleSpec} says. What arrives in a partition, and the values of a key,
 * come in order of (input partition, position).
 */
public record Shuffle<T, R>(Plan<T> input, ShuffleSpec<T, R> spec, Operator operator) implements Plan<R> {
    @Override
    public <X> X accept(PlanVisitor<X> visitor) {
        return visitor.visitShuffle(this);
    }

    @Override
    public List<Plan<?>> inputs() {
        return List.of(input);
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }

    @Override
    public String toString() {
        return operator.toString();
    }
}
