package dev.millrace.plan;

import java.util.List;

/** Neighbouring partitions read one after the other as one, so that at most {@code partitions} are left. */
public record Coalesce<T>(Plan<T> input, int partitions) implements Plan<T> {
    public Coalesce {
        if (partitions < 1) {
            throw new IllegalArgumentException("at least one partition, not " + partitions);
        }
    }

    @Override
    public <X> X accept(PlanVisitor<X> visitor) {
        return visitor.visitCoalesce(this);
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
        return "coalesce to " + partitions;
    }
}
