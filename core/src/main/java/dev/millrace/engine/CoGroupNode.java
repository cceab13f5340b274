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
    void push(int partition, Step to, Frame frame) throws Exception {
        Task task = frame.task();
        KeyTable groups = new KeyTable();
        for (int i = 0; i < inputs().size(); i++) {
            CoGroupStep.Grouping grouping = new CoGroupStep.Grouping(groups, i, inputs().size());
            Step end = task.stages().end(CoGroupStep.class, CoGroupStep.Grouping.class, operator);
            inputs().get(i).push(partition, end, new Frame(task, grouping));
        }
        task.throwIfCancelled();
        to.<KeyTable>loop(GroupLoop.class, KeyTable.class).run(groups, groups.size(), frame);
    }

    @Override
    void operators(Set<Operator> operators) {
        super.operators(operators);
        operators.add(operator);
    }
}
