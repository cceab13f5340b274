package dev.millrace.plan;

import dev.millrace.StorageLevel;
import java.util.List;

/** Computed once and kept until the batch ends or the engine is told to drop it. */
public record Persist<T>(Plan<T> input, StorageLevel level) implements Plan<T> {
    @Override
    public <X> X accept(PlanVisitor<X> visitor) {
        return visitor.visitPersist(this);
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
        return "persist of " + input;
    }
}
