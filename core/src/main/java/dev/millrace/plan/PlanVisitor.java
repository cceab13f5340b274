package dev.millrace.plan;

/** One method a node, so that an engine that lacks one doesn't compile. */
public interface PlanVisitor<R> {
    R visitRead(Read<?> read);
}
