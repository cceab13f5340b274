package dev.millrace.engine;

import java.util.List;

/** Pushes neighbouring partitions of its input, one after the other. */
final class CoalesceNode extends Node {
    private final Node input;
    private final int partitionsMax;

    CoalesceNode(Node input, int partitionsMax) {
        super(List.of(input));
        this.input = input;
        this.partitionsMax = partitionsMax;
    }

    @Override
    int countPartitions(EmbeddedBatch batch) {
        return Math.min(partitionsMax, input.partitions());
    }

    @Override
    long countRecords(EmbeddedBatch batch) {
        return input.recordCount();
    }

    @Override
    void push(Task task, int partition, Step to) throws Exception {
        int from = first(partition);
        int until = first(partition + 1);
        for (int i = from; i < until && !to.isStopped(); i++) {
            input.push(task, i, to);
        }
    }

    private int first(int partition) {
        return (int) ((long) input.partitions() * partition / partitions());
    }
}
