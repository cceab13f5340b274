package dev.millrace.engine;

import dev.millrace.Pair;
import dev.millrace.plan.Combiner;
import dev.millrace.plan.Operator;
import dev.millrace.plan.Placement;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * An exchange that combines the values of each key: in tables for each pair of input and target partition, merged in the
 * order of the input partitions by whoever reads the target first.
 */
final class CombineNode extends Node {
    private final Node input;
    private final Placement placement;
    private final Combiner<Object, Object> combiner;
    private final Operator operator;
    private List<KeyTable[]> combined = List.of();
    private Target[] targets = {};

    @SuppressWarnings("unchecked") // the plan's types were checked when it was built
    CombineNode(Node input, Placement placement, Combiner<?, ?> combiner, Operator operator) {
        super(List.of(input));
        this.input = input;
        this.placement = placement;
        this.combiner = (Combiner<Object, Object>) combiner;
        this.operator = operator;
    }

    /** One target partition; whoever holds the lock may merge it. */
    private static final class Target {
        private final ReentrantLock merging = new ReentrantLock();
        private volatile @Nullable KeyTable merged;
    }

    @Override
    int countPartitions(EmbeddedBatch batch) {
        return batch.partitioner(placement).numPartitions();
    }

    @Override
    void compute(EmbeddedBatch batch) {
        Placing placing = Placing.by(batch.partitioner(placement), operator);
        combined = batch.stage(this, input, task -> {
            CombineStep step = new CombineStep(combiner, placing, operator, task);
            input.push(task, task.partition(), step);
            return step.tables();
        });
        targets = new Target[placing.targets()];
        for (int i = 0; i < targets.length; i++) {
            targets[i] = new Target();
        }
    }

    @Override
    long countRecords(EmbeddedBatch batch) {
        long sum = 0;
        for (KeyTable[] tables : combined) {
            for (KeyTable table : tables) {
                sum += table.size;
            }
        }
        return sum;
    }

    @Override
    void push(Task task, int partition, Step to) throws Exception {
        KeyTable table = merged(partition);
        for (int i = 0; i < table.size && !to.isStopped(); i++) {
            to.accept(new Pair<>(table.keys[i], table.values[i]));
        }
    }

    private KeyTable merged(int partition) throws InterruptedException {
        Target target = targets[partition];
        KeyTable merged = target.merged;
        if (merged != null) {
            return merged;
        }
        target.merging.lockInterruptibly();
        try {
            merged = target.merged;
            if (merged == null) {
                merged = merge(partition);
                target.merged = merged;
            }
            return merged;
        } finally {
            target.merging.unlock();
        }
    }

    private KeyTable merge(int partition) {
        if (combined.isEmpty()) {
            return new KeyTable(0);
        }
        KeyTable into = combined.get(0)[partition];
        try {
            for (KeyTable[] tables : combined.subList(1, combined.size())) {
                KeyTable from = tables[partition];
                for (int i = 0; i < from.size; i++) {
                    int place = into.place(from.keys[i], from.hashAt(i));
                    if (place < 0) {
                        into.values[-1 - place] = from.values[i];
                    } else {
                        into.values[place] = combiner.mergeCombiners(into.values[place], from.values[i]);
                    }
                }
            }
        } catch (Throwable thrown) {
            throw StepFailure.of(operator, thrown);
        }
        return into;
    }

    @Override
    void forget() {
        combined = List.of();
        targets = new Target[0];
    }

    @Override
    void operators(Set<Operator> operators) {
        operators.add(operator);
    }
}
