package dev.millrace.engine;

import java.util.List;

/** The partitions of its inputs side by side. */
final class UnionNode extends Node {
    UnionNode(List<Node> inputs) {
        super(inputs);
    }

    @Override
    int countPartitions(EmbeddedBatch batch) {
        int sum = 0;
        for (Node input : inputs()) {
            sum = Math.addExact(sum, input.partitions());
        }
        return sum;
    }

    @Override
    long countRecords(EmbeddedBatch batch) {
        return sumOfInputs();
    }

    @Override
    void push(int partition, Step to, Frame frame) throws Exception {
        int left = partition;
        for (Node input : inputs()) {
            if (left < input.partitions()) {
                input.push(left, to, frame);
                return;
            }
            left -= input.partitions();
        }
        throw new IndexOutOfBoundsException(partition);
    }
}
