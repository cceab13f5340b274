package dev.millrace.engine;

import dev.millrace.plan.Operator;
import dev.millrace.plan.PipeSpec;
import java.util.List;
import java.util.Set;

/** A pipe with several outputs: it runs once a batch and keeps what it emitted to each. */
final class OutputsNode extends Node implements NumberedOutputs {
    private final Node input;
    private final PipeSpec.Router<Object> function;
    private final int outputs;
    private final Operator operator;
    private List<List<List<Object>>> emitted = List.of();

    @SuppressWarnings("unchecked") // the plan's types were checked when it was built
    OutputsNode(Node input, PipeSpec.MultiOutput<?, ?> spec, Operator operator) {
        super(List.of(input));
        this.input = input;
        this.function = (PipeSpec.Router<Object>) spec.function();
        this.outputs = spec.outputs();
        this.operator = operator;
    }

    @Override
    int countPartitions(EmbeddedBatch batch) {
        return input.partitions();
    }

    @Override
    void compute(EmbeddedBatch batch) {
        emitted = batch.stage(this, input, task -> {
            List<List<Object>> lists = BucketStep.lists(outputs, 0);
            Work work = Work.of(function, isLasting());
            Step end = task.stages().end(RouteStep.class, work, operator);
            Frame frame = new Frame(task, new RouteStep.Routed(lists));
            frame.put(end.parts().calleeSlot(), function);
            input.push(task.partition(), end, frame);
            return lists;
        });
    }

    @Override
    long countRecords(EmbeddedBatch batch) {
        return input.recordCount();
    }

    @Override
    void push(int partition, Step to, Frame frame) throws Exception {
        push(partition, 0, to, frame);
    }

    @Override
    public void push(int partition, int output, Step to, Frame frame) throws Exception {
        List<List<Object>> lists = emitted.get(partition);
        if (output < lists.size()) {
            Task.push(lists.get(output), to, frame);
        }
    }

    @Override
    int sendingSite() {
        return Tally.sending(operator);
    }

    @Override
    void forget() {
        emitted = List.of();
    }

    @Override
    void operators(Set<Operator> operators) {
        operators.add(operator);
    }
}
