package dev.millrace.plan;

/** One method a node, so that an engine that lacks one doesn't compile. */
public interface PlanVisitor<R> {
    R visitRead(Read<?> read);

    R visitPipe(Pipe<?, ?> pipe);

    R visitSelect(Select<?> select);

    R visitShuffle(Shuffle<?, ?> shuffle);

    R visitCoGroup(CoGroup<?> coGroup);

    R visitUnion(Union<?> union);

    R visitCoalesce(Coalesce<?> coalesce);

    R visitPersist(Persist<?> persist);

    R visitStateful(Stateful<?, ?, ?, ?> stateful);
}
