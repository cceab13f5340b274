package dev.millrace.engine;

import dev.millrace.plan.Operator;

/** A step that another follows. */
abstract class Link extends Step {
    final Operator operator;
    final Step next;

    Link(Operator operator, Step next) {
        this.operator = operator;
        this.next = next;
    }

    @Override
    public boolean isStopped() {
        return next.isStopped();
    }
}
