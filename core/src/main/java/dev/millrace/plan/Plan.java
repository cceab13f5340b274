package dev.millrace.plan;

import java.util.List;

/**
 * A node of what a batch computes: an immutable description, its inputs and a spec, that an engine interprets through
 * {@link PlanVisitor}. Nodes are compared by identity: two equal-looking nodes are two computations. Tasks receive the
 * specs alone, never nodes, which would drag everything upstream along.
 */
public sealed interface Plan<T> permits Read, Pipe, Select, Shuffle, CoGroup, Union, Coalesce, Persist, Stateful {
    <R> R accept(PlanVisitor<R> visitor);

    List<Plan<?>> inputs();
}
