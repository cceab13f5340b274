package dev.millrace.engine;

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
    private final Combining combining;
    private final Operator operator;
    private List<KeyTable[]> combined = List.of();
    private Target[] targets = {};

    /** Tables of the batch before, emptied: their room is used again. */
    private KeyTable[][] spare = {};

    CombineNode(Node input, Placement placement, Combiner<?, ?> combiner, Operator operator) {
        super(List.of(input));
        this.input = input;
        this.placement = placement;
        this.combining = Combining.of(combiner);
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
        targets = new Target[placing.targets()];
        for (int i = 0; i < targets.length; i++) {
            targets[i] = new Target();
        }
        combined = batch.stage(this, input, task -> {
            KeyTable[] tables = tables(task.partition(), placing.targets());
            CombineStep.Work work = new CombineStep.Work(combining, placing, operator, tables);
            input.push(task, task.partition(), task.end(CombineStep.class, combining.mergeValue(), work));
            return tables;
        });
    }

    private KeyTable[] tables(int partition, int count) {
        if (partition < spare.length && spare[partition].length == count) {
            return spare[partition];
        }
        KeyTable[] tables = new KeyTable[count];
        for (int i = 0; i < count; i++) {
            tables[i] = new KeyTable(0);
        }
        return tables;
    }

    @Override
    long countRecords(EmbeddedBatch batch) {
        long sum = 0;
        for (KeyTable[] tables : combined) {
            for (KeyTable table : tables) {
                sum += table.size();
            }
        }
        return sum;
    }

    @Override
    void push(Task task, int partition, Step to) throws Exception {
        KeyTable table = merged(task, partition);
        if (table.size() > 0) {
            task.shapes()
                    .<KeyTable>loop(TableLoop.class, combining.create().getClass(), to, table.size())
                    .run(table, to, task);
        }
    }

    private KeyTable merged(Task task, int partition) throws InterruptedException {
        Target target = targets[partition];
        KeyTable merged = target.merged;
        if (merged != null) {
            return merged;
        }
        target.merging.lockInterruptibly();
        try {
            merged = target.merged;
            if (merged == null) {
                merged = merge(task, partition);
                target.merged = merged;
            }
            return merged;
        } finally {
            target.merging.unlock();
        }
    }

    private KeyTable merge(Task task, int partition) {
        KeyTable into = null;
        try {
            for (KeyTable[] tables : combined) {
                KeyTable from = tables[partition];
                if (into == null) {
                    into = from.size() == 0 ? null : from;
                } else if (from.size() > 0) {
                    task.throwIfCancelled();
                    Shape shape = task.shapes()
                            .of(MergeLoop.class, combining.mergeCombiners().getClass(), null);
                    shape.expect(from.size());
                    ((Merging) shape.loop()).merge(into, from, combining.mergeCombiners());
                }
            }
        } catch (Throwable thrown) {
            throw StepFailure.of(operator, thrown);
        }
        return into == null ? new KeyTable(0) : into;
    }

    @Override
    void forget() {
        spare = combined.toArray(KeyTable[][]::new);
        for (KeyTable[] tables : spare) {
            for (KeyTable table : tables) {
                table.clear();
            }
        }
        combined = List.of();
        targets = new Target[0];
    }

    @Override
    void operators(Set<Operator> operators) {
        operators.add(operator);
    }
}
