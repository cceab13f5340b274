package dev.millrace.plan;

import java.util.List;

/**
 * One numbered output of a {@link Pipe} or {@link Stateful} that has several. Read without a select, such a node gives
 * its output 0.
 */
public record Select<T>(Plan<?> input, int output) implements Plan<T> {
    public Select {
        boolean several = input instanceof Stateful
                || (input instanceof Pipe<?, ?> pipe && pipe.spec() instanceof PipeSpec.MultiOutput);
        if (!several) {
            throw new IllegalArgumentException(input + " has no numbered outputs");
        }
        if (output < 0) {
            throw new IllegalArgumentException("an output's number is not negative: " + output);
        }
    }

    @Override
    public <X> X accept(PlanVisitor<X> visitor) {
        return visitor.visitSelect(this);
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
        return "output " + output + " of " + input;
    }
}
