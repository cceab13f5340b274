package dev.millrace.plan;

import java.util.List;

/** What happens to each partition alone, as {@link PipeSpec} says. Pipes in a row are fused into one push loop. */
public record Pipe<T, R>(Plan<T> input, PipeSpec<T, R> spec, Operator operator) implements Plan<R> {
    @Override
    public <X> X accept(PlanVisitor<X> visitor) {
        return visitor.visitPipe(this);
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
