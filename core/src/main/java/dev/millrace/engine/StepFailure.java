package dev.millrace.engine;

import dev.millrace.plan.Operator;

/**
 * Carries what a user's function threw up through the push loop, with the operator that it was given to. It passes through
 * the functions of the steps before, and so may be caught there: who does lets it pass.
 */
public final class StepFailure extends RuntimeException {
    private final transient Operator operator;

    private StepFailure(Operator operator, Throwable cause) {
        super(operator.toString(), cause, false, false);
        this.operator = operator;
    }

    /** What was thrown in a function of this operator; what a step further down threw keeps its own operator. */
    static StepFailure of(Operator operator, Throwable thrown) {
        return thrown instanceof StepFailure failure ? failure : new StepFailure(operator, thrown);
    }

    Operator operator() {
        return operator;
    }
}
