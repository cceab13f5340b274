package dev.millrace.engine;

import dev.millrace.Pair;
import dev.millrace.plan.Groups;
import dev.millrace.plan.Operator;
import dev.millrace.plan.Placement;
import java.util.ArrayList;
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
            inputs().get(i).push(task, partition, new GroupStep(groups, i, task));
        }
        task.throwIfCancelled();
        for (int i = 0; i < groups.size && !to.isStopped(); i++) {
            to.accept(new Pair<>(groups.keys[i], new Groups((List<?>[]) groups.values[i])));
        }
    }

    @Override
    void operators(Set<Operator> operators) {
        super.operators(operators);
        operators.add(operator);
    }

    /** Adds the pairs of one input to the groups. */
    private final class GroupStep extends Step {
        private final KeyTable groups;
        private final int input;
        private final Task task;

        private GroupStep(KeyTable groups, int input, Task task) {
            this.groups = groups;
            this.input = input;
            this.task = task;
        }

        @Override
        @SuppressWarnings("unchecked") // the arrays are made here
        public void accept(Object record) {
            Pair<?, ?> pair = (Pair<?, ?>) record;
            try {
                int place = groups.place(pair.key(), KeyTable.hash(pair.key()));
                if (place < 0) {
                    place = -1 - place;
                    groups.values[place] = empty(inputs().size());
                }
                List<Object>[] lists = (List<Object>[]) groups.values[place];
                if (lists[input].isEmpty()) {
                    lists[input] = new ArrayList<>(2);
                }
                lists[input].add(pair.value());
            } catch (Throwable thrown) {
                throw StepFailure.of(operator, thrown);
            }
        }

        @Override
        public boolean isStopped() {
            return task.isCancelled();
        }
    }

    static List<?>[] empty(int inputs) {
        List<?>[] lists = new List<?>[inputs];
        java.util.Arrays.fill(lists, List.of());
        return lists;
    }
}
