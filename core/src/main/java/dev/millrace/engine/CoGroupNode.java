package dev.millrace.engine;

import dev.millrace.plan.Operator;
import dev.millrace.plan.Placement;
import java.util.List;
import java.util.Set;

/** Groups inputs that are all placed by the same partitioner: whoever compiles it puts exchanges before those that aren't. */
final class CoGroupNode extends Node {
    private final Placement placement;
    private final Operator operator;

    CoGroupNode(List<Node> inputs, Placement placement, Operator operator) {
        super(inputs);
        this.placement = placement;
        this.operator = operator;
    }

    @Override
    int countPartitions(EmbeddedBatch batch) {
        return batch.partitioner(placement).numPartitions();
    }

    @Override
    long countRecords(EmbeddedBatch batch) {
        return sumOfInputs();
    }

    @Override
    void push(Task task, int partition, Step to) throws Exception {
        KeyTable groups = new KeyTable(8);
        for (int i = 0; i < inputs().size(); i++) {
            CoGroupStep.Work work = new CoGroupStep.Work(groups, i, inputs().size(), operator);
            inputs().get(i).push(task, partition, task.end(CoGroupStep.class, this, work));
        }
        task.throwIfCancelled();
        task.shapes()
                .<KeyTable>loop(GroupLoop.class, KeyTable.class, to, groups.size())
                .run(groups, to, task);
    }

    @Override
    void operators(Set<Operator> operators) {
        super.operators(operators);
        operators.add(operator);
    }
}
