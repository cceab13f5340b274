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
    void push(int partition, Step to, Frame frame) throws Exception {
        int from = first(partition);
        int until = first(partition + 1);
        Step last = to.last();
        for (int i = from; i < until && !last.isStopped(frame); i++) {
            input.push(i, to, frame);
        }
    }

    private int first(int partition) {
        return (int) ((long) input.partitions() * partition / partitions());
    }
}
