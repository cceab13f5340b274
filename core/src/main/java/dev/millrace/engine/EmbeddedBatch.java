package dev.millrace.engine;

import dev.millrace.MillraceException;
import dev.millrace.Partitioner;
import dev.millrace.plan.Persist;
import dev.millrace.plan.Placement;
import dev.millrace.plan.Plan;
import dev.millrace.plan.Stateful;
import dev.millrace.state.StateStore;
import dev.millrace.storage.StateFile;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** One batch on the embedded engine. The batch thread calls it; tasks see it through {@link Task}. */
final class EmbeddedBatch implements EngineBatch {
    private final EmbeddedEngine engine;
    private final BatchInputs inputs;
    private final List<Node> held = new ArrayList<>();
    private final Map<Addition.Key, Addition> additions = new ConcurrentHashMap<>();
    private final Map<String, Long> keysByOperator = new HashMap<>();
    private int stages;
    private boolean over;

    EmbeddedBatch(EmbeddedEngine engine, BatchInputs inputs) {
        this.engine = engine;
        this.inputs = inputs;
    }

    @Override
    public BatchInputs inputs() {
        return inputs;
    }

    @Override
    public int partitions(Plan<?> plan) {
        return prepared(plan).partitions();
    }

    @Override
    public <T, R> List<R> run(Plan<T> plan, PartitionAction<T, R> action) {
        Node node = prepared(plan);
        return run(node, 0, node.partitions(), action);
    }

    @Override
    public <T, R> List<R> run(Plan<T> plan, int from, int until, PartitionAction<T, R> action) {
        Node node = prepared(plan);
        if (from < 0 || from > until || until > node.partitions()) {
            throw new IndexOutOfBoundsException(
                    "partitions [" + from + ", " + until + ") of a plan with " + node.partitions());
        }
        return run(node, from, until, action);
    }

    private Node prepared(Plan<?> plan) {
        checkUsable();
        Node node = engine.compile(plan);
        node.prepare(this);
        return node;
    }

    private void checkUsable() {
        if (over) {
            throw new MillraceException(
                    MillraceException.Kind.USER_CODE,
                    "batch " + inputs.batch() + " is over: its RDDs can't be read any more");
        }
        engine.checkBatchThread();
    }

    private <T, R> List<R> run(Node node, int from, int until, PartitionAction<T, R> action) {
        boolean isWorthHelp = action.waits() && node.recordCount() > 0;
        return engine.run(this, node, newSite(), from, until, isWorthHelp ? -1 : node.recordCount(), task -> {
            PartitionAction.PartitionConsumer<T, R> consumer = action.begin(task.partition());
            boolean finished = false;
            try {
                Step end = task.stages().end(ActionStep.class, consumer.getClass(), null);
                node.push(task.partition(), end, new Frame(task, consumer));
                task.throwIfCancelled();
                R result = consumer.finish();
                finished = true;
                return result;
            } finally {
                if (!finished) {
                    consumer.discard();
                }
            }
        });
    }

    /** Runs a stage over all partitions of {@code input}, as part of {@code node}. */
    <R> List<R> stage(Node node, Node input, TaskBody<R> body) {
        return engine.run(this, node, site(node.sendingSite()), 0, input.partitions(), input.recordCount(), body);
    }

    /** Runs a stage of so many tasks, as part of {@code node}. */
    <R> List<R> stage(Node node, int tasks, long recordCount, TaskBody<R> body) {
        return engine.run(this, node, site(node.receivingSite()), 0, tasks, recordCount, body);
    }

    private int site(int known) {
        return known == 0 ? newSite() : known;
    }

    private int newSite() {
        stages++;
        return -stages;
    }

    /** A task that succeeded has this to add to an accumulator. Any task. */
    void added(Addition addition) {
        additions.merge(addition.key(), addition, Addition::furthest);
    }

    @Override
    public Collection<Addition> additions() {
        return additions.values();
    }

    /** The node keeps something of this batch. */
    void holds(Node node) {
        held.add(node);
    }

    int defaultPartitions() {
        return inputs.defaultPartitions();
    }

    Partitioner partitioner(Placement placement) {
        return placement.resolve(defaultPartitions());
    }

    StageCache stages() {
        return engine.stages();
    }

    StateStore state() {
        return engine.state();
    }

    @Override
    public void unpersist(Persist<?> persist) {
        checkUsable();
        if (engine.compile(persist) instanceof PersistNode node) {
            node.drop();
        }
    }

    @Override
    public void runStateful(List<Plan<?>> plans) {
        checkUsable();
        Set<Plan<?>> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        plans.forEach(plan -> runStateful(plan, seen));
    }

    private void runStateful(Plan<?> plan, Set<Plan<?>> seen) {
        if (seen.add(plan)) {
            plan.inputs().forEach(input -> runStateful(input, seen));
            if (plan instanceof Stateful) {
                prepared(plan);
            }
        }
    }

    /** The operator has run and has so many keys now. */
    void ran(String operator, long keys) {
        keysByOperator.put(operator, keys);
    }

    @Override
    public Map<String, Long> keysByOperator() {
        return keysByOperator;
    }

    @Override
    public List<StateFile> stageState() {
        checkUsable();
        return engine.state().stage();
    }

    @Override
    public void commit() {
        end();
        if (!engine.isGrouping()) {
            engine.state().commit();
        }
    }

    @Override
    public void abort() {
        end();
        if (!engine.isGrouping()) {
            engine.state().abort();
        }
    }

    private void end() {
        if (over) {
            throw new IllegalStateException("batch " + inputs.batch() + " is over already");
        }
        over = true;
        held.forEach(Node::release);
        held.clear();
        engine.ended(this);
    }
}
