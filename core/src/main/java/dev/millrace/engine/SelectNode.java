package dev.millrace.engine;

import java.util.List;

/** One numbered output of a node that has several. */
final class SelectNode extends Node {
    private final Node input;
    private final NumberedOutputs outputs;
    private final int output;

    <N extends Node & NumberedOutputs> SelectNode(N input, int output) {
        super(List.of(input));
        this.input = input;
        this.outputs = input;
        this.output = output;
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
    void push(int partition, Step to, Frame frame) throws Exception {
        outputs.push(partition, output, to, frame);
    }
}
