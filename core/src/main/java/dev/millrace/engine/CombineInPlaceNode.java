package dev.millrace.engine;

import dev.millrace.plan.Combiner;
import dev.millrace.plan.Operator;
import java.util.List;
import java.util.Set;

/** Combines the values of each key where all of a key are in one partition already: without an exchange. */
final class CombineInPlaceNode extends Node {
    private final Node input;
    private final Combining combining;
    private final Operator operator;

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
    void push(Task task, int partition, Step to) throws Exception {
        KeyTable[] tables = {new KeyTable(0)};
        CombineStep.Work work = new CombineStep.Work(combining, new Placing.ByHash(1), operator, tables);
        input.push(task, partition, task.end(CombineStep.class, combining.mergeValue(), work));
        task.throwIfCancelled();
        task.shapes()
                .<KeyTable>loop(TableLoop.class, combining.create().getClass(), to, tables[0].size())
                .run(tables[0], to, task);
    }

    @Override
    void operators(Set<Operator> operators) {
        super.operators(operators);
        operators.add(operator);
    }
}
