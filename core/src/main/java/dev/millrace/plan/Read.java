package dev.millrace.plan;

import java.util.List;

/** The splits of a source, for the range of the batch; or fixed splits. One partition a split. */
public record Read<T>(ReadInput<T> input) implements Plan<T> {
    @Override
    public <X> X accept(PlanVisitor<X> visitor) {
        return visitor.visitRead(this);
    }

    @Override
    public List<Plan<?>> inputs() {
        return List.of();
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
        return input.toString();
    }
}
