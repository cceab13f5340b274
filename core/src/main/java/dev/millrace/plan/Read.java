package dev.millrace.plan;

import java.util.List;

/** The splits of a source, for the range of the batch. */
public record Read<T>(SourceInput<T> input) implements Plan<T> {
    @Override
    public <R> R accept(PlanVisitor<R> visitor) {
        return visitor.visitRead(this);
    }

    @Override
    public List<Plan<?>> inputs() {
        return List.of();
    }
}
