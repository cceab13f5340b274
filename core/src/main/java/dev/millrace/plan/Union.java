package dev.millrace.plan;

import java.util.List;

/** The partitions of all inputs side by side, in the order of the inputs. */
public record Union<T>(List<? extends Plan<T>> parts) implements Plan<T> {
    public Union {
        parts = List.copyOf(parts);
    }

    @Override
    public <X> X accept(PlanVisitor<X> visitor) {
        return visitor.visitUnion(this);
    }

    @Override
    public List<Plan<?>> inputs() {
        return List.copyOf(parts);
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
        return "union of " + parts.size();
    }
}
