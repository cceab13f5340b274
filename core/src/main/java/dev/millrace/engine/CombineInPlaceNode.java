package dev.millrace.engine;

import dev.millrace.Pair;
import dev.millrace.plan.Combiner;
import dev.millrace.plan.Operator;
import java.util.List;
import java.util.Set;

/** Combines the values of each key where all of a key are in one partition already: without an exchange. */
final class CombineInPlaceNode extends Node {
    private final Node input;
    private final Combiner<Object, Object> combiner;
    private final Operator operator;

    @SuppressWarnings("unchecked") // the plan's types were checked when it was built
    CombineInPlaceNode(Node input, Combiner<?, ?> combiner, Operator operator) {
        super(List.of(input));
        this.input = input;
        this.combiner = (Combiner<Object, Object>) combiner;
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
    void push(Task task, int partition, Step to) throws Exception {
        CombineStep step = new CombineStep(combiner, new Placing.ByHash(1), operator, task);
        input.push(task, partition, step);
        task.throwIfCancelled();
        KeyTable table = step.tables()[0];
        for (int i = 0; i < table.size && !to.isStopped(); i++) {
            to.accept(new Pair<>(table.keys[i], table.values[i]));
        }
    }

    @Override
    void operators(Set<Operator> operators) {
        super.operators(operators);
        operators.add(operator);
    }
}
