package dev.millrace.engine;

import dev.millrace.plan.Combiner;
import dev.millrace.plan.Operator;
import dev.millrace.plan.Placement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * An exchange that combines the values of each key: in tables for each input partition, merged in the order of the input
 * partitions by whoever reads a target. Tables of numbers are merged while they are read; others once, by the first.
 */
final class CombineNode extends Node {
    private final Node input;
    private final Placement placement;
    private final Combining combining;
    private final Operator operator;
    private List<Combined> combined = List.of();
    private List<NumberTable> numbers = List.of();
    private Target[] targets = {};
    private @Nullable Step end;

    /** Tables of the batch before, emptied: their room is used again. */
    private List<Combined> spare = List.of();

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
        Step to = batch.stages().end(CombineStep.class, combining.work(isLasting()), operator);
        end = to;
        combined = batch.stage(this, input, task -> {
            Combined tables = tables(task.partition(), placing);
            input.push(task.partition(), to, CombineStep.frame(task, tables, to, combining));
            tables.finish();
            return tables;
        });
        numbers = numbers();
    }

    private Combined tables(int partition, Placing placing) {
        return partition < spare.size() && spare.get(partition).isPlaced(placing)
                ? spare.get(partition)
                : new Combined(placing);
    }

    /** The tables of numbers; none where some task has something else, after which all of them have. */
    private List<NumberTable> numbers() {
        List<NumberTable> found = new ArrayList<>(combined.size());
        boolean alike = true;
        for (Combined tables : combined) {
            if (tables.size() > 0) {
                found.add(tables.numbers());
                alike &= tables.hasNumbers() && tables.numbers().isLike(found.get(0));
            }
        }
        if (!alike) {
            combined.stream().filter(Combined::hasNumbers).forEach(Combined::spill);
            return List.of();
        }
        return found;
    }

    @Override
    long countRecords(EmbeddedBatch batch) {
        return combined.stream().mapToLong(Combined::size).sum();
    }

    @Override
    void push(int partition, Step to, Frame frame) throws Exception {
        if (operator.adds() == 0) {
            pushMerged(partition, to, frame);
        } else {
            Accounting accounting = Accounting.of(operator, Tally.receiving(operator), partition, frame.task());
            accounting.run(() -> pushMerged(partition, accounting.leaving(to, frame), frame));
        }
    }

    private void pushMerged(int partition, Step to, Frame frame) throws Exception {
        if (numbers.isEmpty()) {
            Task.push(merged(partition, frame), to, frame);
            return;
        }
        NumberMerge merge = new NumberMerge(numbers, partition, targets.length, combining, operator);
        to.<NumberMerge>loop(NumberLoop.class, NumberMerge.class).run(merge, recordCount() / targets.length, frame);
    }

    private KeyTable merged(int partition, Frame frame) throws InterruptedException {
        Target target = targets[partition];
        KeyTable merged = target.merged;
        if (merged != null) {
            return merged;
        }
        target.merging.lockInterruptibly();
        try {
            merged = target.merged;
            if (merged == null) {
                merged = merge(partition, frame);
                target.merged = merged;
            }
            return merged;
        } finally {
            target.merging.unlock();
        }
    }

    private KeyTable merge(int partition, Frame frame) {
        KeyTable into = null;
        try {
            for (Combined tables : combined) {
                KeyTable from = tables.table(partition);
                if (into == null) {
                    into = from.size() == 0 ? null : from;
                } else if (from.size() > 0) {
                    frame.task().throwIfCancelled();
                    merge(into, from, frame);
                }
            }
        } catch (Throwable thrown) {
            throw StepFailure.of(operator, thrown);
        }
        return into == null ? new KeyTable() : into;
    }

    private void merge(KeyTable into, KeyTable from, Frame frame) throws Exception {
        if (end == null) {
            throw new IllegalStateException("merging before combining");
        }
        MergeLoop.Merge merge = new MergeLoop.Merge(into, from, combining.mergeCombiners());
        end.<MergeLoop.Merge>loop(MergeLoop.class, merge.mergeCombiners().getClass())
                .run(merge, from.size(), frame);
    }

    @Override
    int sendingSite() {
        return Tally.sending(operator);
    }

    @Override
    void forget() {
        spare = combined;
        spare.forEach(Combined::clear);
        combined = List.of();
        numbers = List.of();
        targets = new Target[0];
    }

    @Override
    void operators(Set<Operator> operators) {
        operators.add(operator);
    }
}
