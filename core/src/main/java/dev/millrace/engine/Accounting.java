package dev.millrace.engine;

import dev.millrace.plan.Operator;
import java.util.concurrent.Callable;

/** Keeps apart what the functions of one operator add to accumulators while a task runs it over one partition. */
record Accounting(Operator operator, Task task, Tally.Account account) {
    /** What runs within an account. */
    @FunctionalInterface
    interface Body {
        void run() throws Exception;
    }

    static Accounting of(Operator operator, int site, int partition, Task task) {
        return new Accounting(operator, task, task.tally().open(site, partition));
    }

    /** The step, entered from outside of the account. */
    Step entering(Step step, Frame frame) {
        return put(task.stages().link(EnterStep.class, operator, step), frame);
    }

    /** The step that follows the operator's, outside of the account. */
    Step leaving(Step to, Frame frame) {
        return put(task.stages().link(LeaveStep.class, operator, to), frame);
    }

    private Step put(Step step, Frame frame) {
        frame.put(step.parts().slot(), account);
        return step;
    }

    void run(Body body) throws Exception {
        task.tally().use(account);
        body.run();
        task.tally().use(null);
    }

    <R> R call(Callable<R> body) throws Exception {
        task.tally().use(account);
        R result = body.call();
        task.tally().use(null);
        return result;
    }
}
