package dev.millrace.engine;

import dev.millrace.plan.Combiner;
import dev.millrace.plan.Operator;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Combines the values of each key where all of a key are in one partition already: without an exchange. */
final class CombineInPlaceNode extends Node {
    private final Node input;
    private final Combining combining;
    private final Operator operator;

    /** Emptied tables, whose room is used again. */
    private final Queue<Combined> spare = new ConcurrentLinkedQueue<>();

    CombineInPlaceNode(Node input, Combiner<?, ?> combiner, Operator operator) {
        super(List.of(input));
        this.input = input;
        this.combining = Combining.of(combiner);
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
        Task task = frame.task();
        Combined found = spare.poll();
        Combined combined = found == null ? new Combined(new Placing.ByHash(1)) : found;
        Step end = task.stages().end(CombineStep.class, combining.work(isLasting()), operator);
        Frame inner = CombineStep.frame(task, combined, end, combining);
        if (operator.adds() == 0) {
            input.push(partition, end, inner);
            pushCombined(combined, to, frame);
        } else {
            Accounting accounting = Accounting.of(operator, Tally.receiving(operator), partition, task);
            input.push(partition, accounting.entering(end, inner), inner);
            accounting.run(() -> pushCombined(combined, accounting.leaving(to, frame), frame));
        }
        combined.clear();
        spare.add(combined);
    }

    private void pushCombined(Combined combined, Step to, Frame frame) throws Exception {
        frame.task().throwIfCancelled();
        if (!combined.hasNumbers()) {
            Task.push(combined.table(0), to, frame);
            return;
        }
        combined.finish();
        NumberMerge all = new NumberMerge(List.of(combined.numbers()), 0, 1, combining, operator);
        to.<NumberMerge>loop(NumberLoop.class, NumberMerge.class).run(all, combined.size(), frame);
    }

    @Override
    void operators(Set<Operator> operators) {
        super.operators(operators);
        operators.add(operator);
    }
}
