package dev.millrace.plan;

import java.util.List;

/**
 * A node of what a batch computes: an immutable description that an engine interprets through {@link PlanVisitor}.
 * Nodes are compared by identity: two equal-looking nodes are two computations.
 */
public sealed interface Plan<T> permits Read {
    <R> R accept(PlanVisitor<R> visitor);

    List<Plan<?>> inputs();
}
