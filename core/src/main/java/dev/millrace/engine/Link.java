package dev.millrace.engine;

import dev.millrace.plan.Operator;

/** A step that another follows. */
abstract class Link extends Step {
    final Operator operator;
    final Step next;

    Link(Parts parts) {
        super(parts.shape());
        this.operator = parts.operator();
        this.next = parts.next();
    }

    /** What a link is made of. */
    record Parts(Shape shape, Object function, Operator operator, Step next) {}

    @Override
    public boolean isStopped() {
        return next.isStopped();
    }
}
