package dev.millrace.engine;

import dev.millrace.function.Function0;
import dev.millrace.plan.Operator;
import dev.millrace.plan.PipeSpec;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A pipe with one output: its step is put before the one that follows, so that pipes in a row are one loop. */
final class PipeNode extends Node {
    private final Node input;
    private final PipeSteps steps;
    private final Operator operator;
    private volatile @Nullable Known known;

    /** The step that was found last, and the one it leads to. */
    private record Known(Class<? extends Step> template, Step next, boolean isLasting, Step step) {
        boolean isFor(Class<? extends Step> wanted, Step wantedNext, boolean wantedLasting) {
            return template == wanted && next == wantedNext && isLasting == wantedLasting;
        }
    }

    PipeNode(Node input, PipeSpec<?, ?> spec, Operator operator) {
        super(List.of(input));
        this.input = input;
        this.steps = PipeSteps.of(spec);
        this.operator = operator;
    }

    @Override
    int countPartitions(EmbeddedBatch batch) {
        return input.partitions();
    }

    @Override
    long countRecords(EmbeddedBatch batch) {
        return input.recordCount();
    }

    @Override
    void push(int partition, Step to, Frame frame) throws Exception {
        if (operator.adds() == 0) {
            Step step = begin(partition, to, frame);
            input.push(partition, step, frame);
            step.end(frame);
        } else {
            Accounting accounting = Accounting.of(operator, Tally.sending(operator), partition, frame.task());
            Step leaving = accounting.leaving(to, frame);
            Step step = accounting.call(() -> begin(partition, leaving, frame));
            input.push(partition, accounting.entering(step, frame), frame);
            accounting.run(() -> step.end(frame));
        }
    }

    private Step begin(int partition, Step to, Frame frame) {
        Accumulated zero = zero();
        boolean isNumber = zero != null && Kind.of(zero.object()) != Kind.OBJECTS;
        Step step = step(isNumber ? ReduceStep.class : steps.template(), to, frame);
        frame.put(step.parts().calleeSlot(), steps.function());
        step.begin(frame, partition);
        if (zero != null) {
            frame.put(step.parts().slot(), zero);
        }
        return step;
    }

    private @Nullable Accumulated zero() {
        Function0<?> zero = steps.zero();
        if (zero == null) {
            return null;
        }
        try {
            return Accumulated.of(zero.call());
        } catch (Throwable thrown) {
            throw StepFailure.of(operator, thrown);
        }
    }

    private Step step(Class<? extends Step> template, Step next, Frame frame) {
        Known last = known;
        if (last == null || !last.isFor(template, next, isLasting())) {
            Step step = frame.task().stages().link(template, steps.work(isLasting()), operator, next);
            last = new Known(template, next, isLasting(), step);
            known = last;
        }
        return last.step();
    }

    @Override
    void operators(Set<Operator> operators) {
        super.operators(operators);
        operators.add(operator);
    }
}
