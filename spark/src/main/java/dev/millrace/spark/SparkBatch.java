package dev.millrace.spark;

import dev.millrace.MillraceException;
import dev.millrace.engine.Addition;
import dev.millrace.engine.BatchInputs;
import dev.millrace.engine.EngineBatch;
import dev.millrace.engine.PartitionAction;
import dev.millrace.plan.Persist;
import dev.millrace.plan.Plan;
import dev.millrace.plan.Stateful;
import dev.millrace.storage.StateFile;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.spark.rdd.RDD;
import org.apache.spark.rdd.ShuffledRDD;
import org.apache.spark.storage.StorageLevel;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;
import scala.reflect.ClassTag;

/** One batch on Spark: its stages, the jobs that run them, and what is dropped when it ends. Batch thread. */
final class SparkBatch implements EngineBatch {
    private final SparkEngine engine;
    private final BatchInputs inputs;
    private final BatchFacts facts;
    private final StagePlanner planner = new StagePlanner(this);
    private final Map<Integer, LeafSource> leaves = new HashMap<>();
    private final List<RDD<?>> kept = new ArrayList<>();
    private final List<ShuffledRDD<?, ?, ?>> exchanges = new ArrayList<>();
    private final Map<Persist<?>, RDD<?>> persisted = new HashMap<>();
    private final TaskAdditions additions;
    private final Map<String, Long> keysByOperator = new HashMap<>();
    private final List<StateStage> states = new ArrayList<>();
    private int stages;
    private boolean over;

    SparkBatch(SparkEngine engine, BatchInputs inputs) {
        this.engine = engine;
        this.inputs = inputs;
        this.additions = new TaskAdditions(inputs.batch(), engine.serdes());
        this.facts = BatchFacts.of(engine.id(), engine.serdes(), engine.checkpoint(), inputs);
    }

    @Override
    public BatchInputs inputs() {
        return inputs;
    }

    BatchFacts facts() {
        return facts;
    }

    Portability portability() {
        return engine.portability();
    }

    DriverStates states() {
        return engine.states();
    }

    @Override
    public int partitions(Plan<?> plan) {
        return tree(plan).partitions();
    }

    @Override
    public <T, R> List<R> run(Plan<T> plan, PartitionAction<T, R> action) {
        Gathering gathering = Gathering.of(plan);
        if (gathering != null) {
            return run(gathering, action);
        }
        Tree tree = tree(plan);
        return run(tree, 0, tree.partitions(), action);
    }

    @SuppressWarnings("unchecked") // the plan's types were checked when it was built
    private <T, R> List<R> run(Gathering gathering, PartitionAction<T, R> action) {
        portability().check(gathering.last(), gathering.operator());
        Tree tree = tree(gathering.parts());
        List<Chunk> parts = new ArrayList<>();
        for (Outcome outcome : job(tree, new Work.Gather(), 0, tree.partitions(), true)) {
            if (outcome.records() != null) {
                parts.add(outcome.records());
            }
        }
        stages++;
        Leaves leaf = new Leaves();
        leaf.put(0, 0, new ChunkSplit(engine.serdes(), parts));
        TaskRun task = new TaskRun(
                ExecutorSide.of(facts), facts, leaf, new TaskRun.Attempt(stages, stages, 0, additions, List.of()));
        Tree last = new Tree.Piped(new Tree.Leaf(0, 1), gathering.last(), gathering.operator());
        return List.of(engine.inDriver(
                gathering.operator(), inputs.batch(), () -> task.run(last, 0, (PartitionAction<Object, R>) action)));
    }

    @Override
    public <T, R> List<R> run(Plan<T> plan, int from, int until, PartitionAction<T, R> action) {
        Tree tree = tree(plan);
        if (from < 0 || from > until || until > tree.partitions()) {
            throw new IndexOutOfBoundsException(
                    "partitions [" + from + ", " + until + ") of a plan with " + tree.partitions());
        }
        return run(tree, from, until, action);
    }

    private Tree tree(Plan<?> plan) {
        checkUsable();
        return planner.plan(plan);
    }

    private void checkUsable() {
        if (over) {
            throw new MillraceException(
                    MillraceException.Kind.USER_CODE,
                    "batch " + inputs.batch() + " is over: its RDDs can't be read any more");
        }
    }

    @SuppressWarnings("unchecked") // an action's results have its type
    private <T, R> List<R> run(Tree tree, int from, int until, PartitionAction<T, R> action) {
        portability().check(action, "an output of batch " + inputs.batch());
        boolean everywhere = from == 0 && until == tree.partitions();
        Work work = new Work.Act((PartitionAction<Object, ?>) (PartitionAction<?, ?>) action, everywhere);
        List<R> results = new ArrayList<>(until - from);
        for (Outcome outcome : job(tree, work, from, until, everywhere && !action.isSeenAtOnce())) {
            results.add((R) outcome.result(engine.serdes()));
        }
        return results;
    }

    /** Runs a job, in whose tasks stateful stages may run as well if {@code together} says so. */
    private List<Outcome> job(Tree tree, Work work, int from, int until, boolean together) {
        Map<Integer, LeafSource> leaves = leavesOf(List.of(tree));
        List<StateStage> inTasks = together ? readOnce(tree, leaves) : List.of();
        leaves.values().forEach(leaf -> settle(leaf, inTasks));
        stages++;
        StageRdd rdd = StageRdd.of(
                engine.context().sc(), facts, new StageRdd.Stage(List.of(tree), leaves, work, List.of(), stages));
        List<Outcome> outcomes = new ArrayList<>(until - from);
        List<StateResult> states = new ArrayList<>();
        for (List<Object> elements :
                engine.job(inputs.batch(), rdd, IntStream.range(from, until).toArray())) {
            Outcome outcome = (Outcome) elements.get(0);
            additions.bring(outcome.additions());
            states.addAll(outcome.states());
            outcomes.add(outcome);
        }
        for (StateStage stage : inTasks) {
            ran(stage, states);
        }
        return outcomes;
    }

    /** The stateful stages that haven't run and of which each partition is read by one task of this tree. */
    private static List<StateStage> readOnce(Tree tree, Map<Integer, LeafSource> leaves) {
        Map<StateStage, Set<Integer>> waiting = new LinkedHashMap<>();
        leaves.forEach((id, leaf) -> {
            StateStage state = stateOf(leaf);
            if (state != null && !state.hasRun()) {
                waiting.computeIfAbsent(state, stage -> new HashSet<>()).add(id);
            }
        });
        waiting.entrySet().removeIf(state -> !state.getKey().isReadOnceBy(tree, state.getValue()));
        return List.copyOf(waiting.keySet());
    }

    private static @Nullable StateStage stateOf(LeafSource leaf) {
        return leaf instanceof LeafSource.Kept kept ? kept.state() : null;
    }

    /** Runs what a leaf waits for, unless that runs in the tasks themselves. */
    private void settle(LeafSource leaf, List<StateStage> inTasks) {
        StateStage state = stateOf(leaf);
        if (state != null && !inTasks.contains(state)) {
            run(state);
        }
    }

    // ---- what the planner builds with

    Tree leaf(LeafSource source, int partitions) {
        int id = engine.newLeaf();
        leaves.put(id, source);
        return new Tree.Leaf(id, partitions);
    }

    StageRdd stage(List<Tree> trees, Work work, List<@Nullable String> places) {
        Map<Integer, LeafSource> needed = leavesOf(trees);
        needed.values().forEach(leaf -> settle(leaf, List.of()));
        stages++;
        return StageRdd.of(
                engine.context().sc(), facts, new StageRdd.Stage(List.copyOf(trees), needed, work, places, stages));
    }

    private Map<Integer, LeafSource> leavesOf(List<Tree> trees) {
        Map<Integer, LeafSource> needed = new HashMap<>();
        trees.forEach(tree -> collect(tree, needed));
        return needed;
    }

    private void collect(Tree tree, Map<Integer, LeafSource> to) {
        if (tree instanceof Tree.Leaf leaf) {
            to.put(leaf.id(), Objects.requireNonNull(leaves.get(leaf.id())));
        } else if (tree instanceof Tree.Piped piped) {
            collect(piped.input(), to);
        } else if (tree instanceof Tree.Coalesced coalesced) {
            collect(coalesced.input(), to);
        } else if (tree instanceof Tree.Combined combined) {
            collect(combined.input(), to);
        } else if (tree instanceof Tree.United united) {
            united.parts().forEach(part -> collect(part, to));
        } else if (tree instanceof Tree.Grouped grouped) {
            grouped.inputs().forEach(input -> collect(input, to));
        }
    }

    /** A leaf with what arrives where {@code work} sends the partitions of a tree. */
    @SuppressWarnings("unchecked") // the elements of a sending stage are pairs of target and chunk
    Tree exchange(Tree input, int targets, Work work) {
        RDD<Tuple2<Object, Chunk>> sending =
                (RDD<Tuple2<Object, Chunk>>) (RDD<?>) stage(List.of(input), work, List.of());
        ClassTag<Chunk> chunks = ClassTag.apply(Chunk.class);
        ShuffledRDD<Object, Chunk, Chunk> shuffled =
                new ShuffledRDD<>(sending, new Targets(targets), ClassTag.Object(), chunks, chunks);
        shuffled.setSerializer(new ChunkSerializer());
        exchanges.add(shuffled);
        return leaf(new LeafSource.Shuffled(shuffled), targets);
    }

    /** Lets Spark keep a stage's elements until the batch ends. */
    void keep(RDD<?> rdd) {
        rdd.persist(StorageLevel.MEMORY_AND_DISK());
        kept.add(rdd);
    }

    Tree persisted(Persist<?> persist, Supplier<Tree> input) {
        KeptPlan known = engine.constant(persist);
        if (known == null) {
            Tree tree = input.get();
            StageRdd rdd = stage(List.of(tree), new Work.Keep(), List.of());
            rdd.persist(level(persist.level()));
            known = new KeptPlan(rdd, tree.partitions());
            if (isConstant(persist)) {
                engine.keepConstant(persist, known);
            } else {
                persisted.put(persist, rdd);
                kept.add(rdd);
            }
        }
        return leaf(new LeafSource.Kept(known.rdd(), 0, null), known.partitions());
    }

    private static StorageLevel level(dev.millrace.StorageLevel level) {
        return StorageLevel.fromString(level.name());
    }

    /** Whether a plan is the same in every batch. */
    private static boolean isConstant(Plan<?> plan) {
        if (plan instanceof Stateful
                || (plan instanceof dev.millrace.plan.Read<?> read
                        && read.input() instanceof dev.millrace.plan.SourceInput)) {
            return false;
        }
        return plan.inputs().stream().allMatch(SparkBatch::isConstant);
    }

    /** A stateful stage, whose elements are kept. It hasn't run yet. */
    StateStage state(Stateful<?, ?, ?, ?> stateful, List<Tree> inputs, boolean begins) {
        int partitions = inputs.get(0).partitions();
        String operator = stateful.spec().name();
        StateWork work = new StateWork(
                stateful.spec(),
                stateful.operator(),
                begins,
                states().versions(operator, partitions),
                states().files(operator));
        StageRdd rdd = stage(
                inputs,
                work,
                states().places(operator, partitions, engine.executors().all(), engine.checkpoint() != null));
        keep(rdd);
        StateStage state = new StateStage(operator, rdd, partitions);
        states.add(state);
        return state;
    }

    private void run(StateStage stage) {
        if (!stage.hasRun()) {
            List<StateResult> results = new ArrayList<>();
            for (List<Object> elements : engine.stateJob(inputs.batch(), stage.rdd(), stage.partitions())) {
                results.add((StateResult) elements.get(0));
            }
            ran(stage, results);
        }
    }

    /** The attempts that count are among these. */
    private void ran(StateStage stage, List<StateResult> results) {
        StateResult[] winners = new StateResult[stage.partitions()];
        long keys = 0;
        for (StateResult result : results) {
            if (result.operator().equals(stage.operator())) {
                additions.bring(result.additions());
                winners[result.partition()] = result.withoutAdditions();
                keys += result.keys();
            }
        }
        stage.ran(List.of(winners));
        states().ran(stage.operator(), List.of(winners));
        keysByOperator.put(stage.operator(), keys);
    }

    /** What is kept of a plan. */
    record KeptPlan(RDD<?> rdd, int partitions) {}

    // ---- the end

    @Override
    public void unpersist(Persist<?> persist) {
        checkUsable();
        RDD<?> rdd = persisted.remove(persist);
        if (rdd == null) {
            rdd = engine.dropConstant(persist);
        }
        if (rdd != null) {
            rdd.unpersist(false);
        }
        planner.forget(persist);
    }

    @Override
    public void runStateful(List<Plan<?>> plans) {
        checkUsable();
        Set<Plan<?>> seen = new HashSet<>();
        plans.forEach(plan -> runStateful(plan, seen));
        List.copyOf(states).forEach(this::run);
    }

    private void runStateful(Plan<?> plan, Set<Plan<?>> seen) {
        if (seen.add(plan)) {
            plan.inputs().forEach(input -> runStateful(input, seen));
            if (plan instanceof Stateful) {
                planner.plan(plan);
            }
        }
    }

    @Override
    public Map<String, Long> keysByOperator() {
        return keysByOperator;
    }

    @Override
    public List<StateFile> stageState() {
        checkUsable();
        return states().staged();
    }

    @Override
    public Collection<Addition> additions() {
        return additions.all();
    }

    @Override
    public void commit() {
        end();
        states().commit();
        engine.hasKeys(keysByOperator);
    }

    @Override
    public void abort() {
        end();
        states().abort();
    }

    private void end() {
        if (over) {
            throw new IllegalStateException("batch " + inputs.batch() + " is over already");
        }
        over = true;
        kept.forEach(rdd -> rdd.unpersist(false));
        exchanges.forEach(engine::dropShuffle);
        engine.ended(this);
    }
}
