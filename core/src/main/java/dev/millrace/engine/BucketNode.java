package dev.millrace.engine;

import dev.millrace.plan.Operator;
import dev.millrace.plan.Placement;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An exchange that only moves records: by key, or, without a placement, evenly. */
final class BucketNode extends Node {
    private final Node input;
    private final @Nullable Placement placement;
    private final int spread;
    private final Operator operator;
    private List<List<List<Object>>> sent = List.of();
    private int expected;

    static BucketNode byKey(Node input, Placement placement, Operator operator) {
        return new BucketNode(input, placement, 0, operator);
    }

    static BucketNode spread(Node input, int partitions, Operator operator) {
        return new BucketNode(input, null, partitions, operator);
    }

    private BucketNode(Node input, @Nullable Placement placement, int spread, Operator operator) {
        super(List.of(input));
        this.input = input;
        this.placement = placement;
        this.spread = spread;
        this.operator = operator;
    }

    @Override
    int countPartitions(EmbeddedBatch batch) {
        return placement == null ? spread : batch.partitioner(placement).numPartitions();
    }

    @Override
    void compute(EmbeddedBatch batch) {
        Placing placing = placement == null ? null : Placing.by(batch.partitioner(placement), operator);
        sent = batch.stage(this, input, task -> {
            if (placing == null) {
                List<List<Object>> lists = BucketStep.lists(spread, expected);
                Step end = task.stages().end(SpreadStep.class, SpreadStep.Round.class, operator);
                input.push(task.partition(), end, new Frame(task, new SpreadStep.Round(lists, task.partition())));
                return lists;
            }
            BucketStep.Buckets buckets = new BucketStep.Buckets(placing, expected);
            Step end = task.stages().end(BucketStep.class, placing.getClass(), operator);
            input.push(task.partition(), end, new Frame(task, buckets));
            return buckets.lists();
        });
        expected = BucketStep.expected(sent);
    }

    @Override
    long countRecords(EmbeddedBatch batch) {
        return BucketStep.count(sent);
    }

    @Override
    void push(int partition, Step to, Frame frame) throws Exception {
        for (List<List<Object>> buckets : sent) {
            Task.push(buckets.get(partition), to, frame);
        }
    }

    @Override
    void forget() {
        sent = List.of();
    }

    @Override
    void operators(Set<Operator> operators) {
        operators.add(operator);
    }
}
