package dev.millrace.engine;

import dev.millrace.plan.Operator;
import dev.millrace.plan.StateFunction;
import dev.millrace.plan.StatefulSpec;
import dev.millrace.state.KeyedState;
import dev.millrace.state.StateStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keyed state: its inputs, exchanged by key group, go through the state function once a batch; what that emitted is kept
 * for whoever reads it.
 */
final class StatefulNode extends Node implements NumberedOutputs {
    private final List<Node> keyed;
    private final @Nullable Node initial;
    private final StatefulSpec<Object, Object, Object, Object> spec;
    private final Operator operator;
    private final int[] expected;
    private List<List<List<Object>>> emitted = List.of();

    @SuppressWarnings("unchecked") // the plan's types were checked when it was built
    StatefulNode(List<Node> keyed, @Nullable Node initial, StatefulSpec<?, ?, ?, ?> spec, Operator operator) {
        super(withInitial(keyed, initial), false);
        this.keyed = keyed;
        this.initial = initial;
        this.spec = (StatefulSpec<Object, Object, Object, Object>) spec;
        this.operator = operator;
        this.expected = new int[keyed.size()];
    }

    private static List<Node> withInitial(List<Node> keyed, @Nullable Node initial) {
        List<Node> all = new ArrayList<>(keyed);
        if (initial != null) {
            all.add(initial);
        }
        return List.copyOf(all);
    }

    @Override
    int countPartitions(EmbeddedBatch batch) {
        return Math.min(batch.defaultPartitions(), spec.keyGroups());
    }

    @Override
    void compute(EmbeddedBatch batch) {
        StateStore store = batch.state();
        boolean begins = store.isNew(spec);
        List<List<List<List<Object>>>> sent = new ArrayList<>();
        long received = 0;
        for (int input = 0; input < keyed.size(); input++) {
            List<List<List<Object>>> records = exchange(batch, keyed.get(input), expected[input]);
            expected[input] = BucketStep.expected(records);
            received += BucketStep.count(records);
            sent.add(records);
        }
        List<List<List<Object>>> initially =
                begins && initial != null ? exchange(batch, initial, 0) : List.<List<List<Object>>>of();
        List<KeyedState<Object, Object>> states = new ArrayList<>(partitions());
        for (int i = 0; i < partitions(); i++) {
            states.add(store.open(spec, i, partitions()));
        }
        long visited = mayVisitAll(batch.inputs()) ? recordCount(states) : 0;
        long worked = received + BucketStep.count(initially) + visited;
        emitted = batch.stage(this, partitions(), worked, task -> {
            StateTask run = new StateTask(spec, keyed.size(), states.get(task.partition()), batch.inputs(), operator);
            for (List<List<Object>> buckets : initially) {
                run.begin(buckets.get(task.partition()));
            }
            for (int input = 0; input < sent.size(); input++) {
                for (List<List<Object>> buckets : sent.get(input)) {
                    run.add(input, buckets.get(task.partition()), task);
                }
            }
            return run.finish(task);
        });
        batch.ran(spec.name(), recordCount(states));
    }

    /** Whether the batch may have to do with keys that it brings no records of. */
    private boolean mayVisitAll(BatchInputs batch) {
        if (spec.function() instanceof StateFunction.PerRecord<?, ?, ?, ?> records
                && (records.snapshots().areWanted()
                        || (records.idle() != null && records.idle().isChecked(batch.previousTime(), batch.time())))) {
            return true;
        }
        return spec.function().visits().allKeys(batch.previousTime(), batch.time());
    }

    private List<List<List<Object>>> exchange(EmbeddedBatch batch, Node input, int expectedInBucket) {
        Placing placing = Placing.byKeyGroup(batch.state(), spec.keyGroups(), partitions());
        return batch.stage(this, input, task -> {
            BucketStep.Buckets buckets = new BucketStep.Buckets(placing, expectedInBucket);
            Step end = task.stages().end(BucketStep.class, placing.getClass(), operator);
            input.push(task.partition(), end, new Frame(task, buckets));
            return buckets.lists();
        });
    }

    private static long recordCount(List<KeyedState<Object, Object>> states) {
        return states.stream().mapToLong(KeyedState::size).sum();
    }

    @Override
    long countRecords(EmbeddedBatch batch) {
        return BucketStep.count(emitted);
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
    int receivingSite() {
        return Tally.receiving(operator);
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
