package dev.millrace.spark;

import dev.millrace.MillraceException;
import dev.millrace.Partitioner;
import dev.millrace.connector.Split;
import dev.millrace.engine.Addition;
import dev.millrace.engine.EmbeddedEngine;
import dev.millrace.engine.EngineBatch;
import dev.millrace.engine.PartitionAction;
import dev.millrace.plan.CoGroup;
import dev.millrace.plan.Coalesce;
import dev.millrace.plan.Pipe;
import dev.millrace.plan.PipeSpec;
import dev.millrace.plan.Placement;
import dev.millrace.plan.Plan;
import dev.millrace.plan.Read;
import dev.millrace.plan.ReadInput;
import dev.millrace.plan.Shuffle;
import dev.millrace.plan.ShuffleSpec;
import dev.millrace.plan.Union;
import dev.millrace.serde.Serdes;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One Spark task. Its tree becomes a plan again, over the leaves that the task was given, and an embedded engine runs it: so
 * an operator has one meaning, wherever it runs. Where keys meet, a second engine runs that node over what the first
 * pushes. One thread.
 */
@SuppressWarnings("unchecked") // the plan's types were checked when it was built
final class TaskRun {
    private static final int UNKNOWN_SITES_MAX = 1 << 8;

    private final ExecutorSide side;
    private final BatchFacts facts;
    private final Leaves leaves;
    private final int attempt;
    private final int stage;
    private final int partition;
    private final TaskAdditions additions;
    private final List<StateResult> states;
    private int unknownSites;

    TaskRun(ExecutorSide side, BatchFacts facts, Leaves leaves, Attempt attempt) {
        this.side = side;
        this.facts = facts;
        this.leaves = leaves;
        this.attempt = attempt.number();
        this.stage = attempt.stage();
        this.partition = attempt.partition();
        this.additions = attempt.additions();
        this.states = attempt.states();
    }

    /**
     * An attempt at a partition of a stage.
     *
     * @param number which no other task of this driver's life has
     * @param stage the number of the stage in its batch
     * @param additions what came with what the task reads
     * @param states what the stateful stages have come to that ran in this task, before what it does itself
     */
    record Attempt(int number, int stage, int partition, TaskAdditions additions, List<StateResult> states) {}

    /** On which side of an exchange the functions of an operator are that a plan of one partition runs. */
    enum Side {
        SENDING,
        RECEIVING
    }

    TaskAdditions additions() {
        return additions;
    }

    List<StateResult> states() {
        return states;
    }

    /** Takes what a batch of an engine in this task has added. */
    void added(EngineBatch batch) {
        added(batch, addition -> addition);
    }

    private void added(EngineBatch batch, UnaryOperator<Addition> place) {
        for (Addition addition : batch.additions()) {
            if (addition.site() > 0) {
                additions.add(place.apply(addition));
            } else {
                unknownSites++;
                additions.add(at(addition, -(stage * UNKNOWN_SITES_MAX + unknownSites), partition));
            }
        }
    }

    private static Addition at(Addition addition, int site, int partition) {
        return new Addition(addition.accumulator(), site, partition, addition.count(), addition.value());
    }

    /** What a plan of one partition calls partition 0 is this one, and the side is what the stage says. */
    private static Addition at(Addition addition, int partition, Side side) {
        int operator = addition.site() >> 1 << 1;
        return at(addition, side == Side.SENDING ? operator : operator + 1, partition);
    }

    Serdes serdes() {
        return side.serdes();
    }

    ExecutorSide side() {
        return side;
    }

    BatchFacts facts() {
        return facts;
    }

    Leaves leaves() {
        return leaves;
    }

    /** A number that no other task of this driver's life has. */
    int attempt() {
        return attempt;
    }

    /** Runs one partition of a tree. */
    <R> R run(Tree tree, int partition, PartitionAction<Object, R> action) {
        return inBatch(batch -> batch.run(plan(tree), partition, partition + 1, action), addition -> addition)
                .get(0);
    }

    /** Runs a plan that stands for one partition of the stage, in as many partitions as it has by itself. */
    <R> List<R> runAll(Plan<Object> plan, int partition, Side side, PartitionAction<Object, R> action) {
        return inPlaceOf(
                partition, () -> inBatch(batch -> batch.run(plan, action), addition -> at(addition, partition, side)));
    }

    /** Runs plans that stand for one partition of the stage: a chunk for each that gives records, with its place. */
    List<Chunk> runEach(List<Plan<Object>> plans, int partition) {
        return inPlaceOf(
                partition,
                () -> inBatch(
                        batch -> encodeEach(batch, plans, 0, serdes()),
                        addition -> at(addition, partition, Side.SENDING)));
    }

    /** A chunk for each plan that gives records in this partition, with its place in the list. */
    static List<Chunk> encodeEach(EngineBatch batch, List<Plan<Object>> plans, int partition, Serdes serdes) {
        List<Chunk> chunks = new ArrayList<>();
        for (int i = 0; i < plans.size(); i++) {
            int output = i;
            batch.run(plans.get(i), partition, partition + 1, new EncodeAction(serdes))
                    .get(0)
                    .ifPresent(chunk -> chunks.add(chunk.numbered(output)));
        }
        return chunks;
    }

    private <R> R inBatch(Function<EngineBatch, R> body, UnaryOperator<Addition> place) {
        EmbeddedEngine engine = side.borrow();
        try {
            EngineBatch batch = engine.begin(facts.inputs(attempt));
            boolean done = false;
            try {
                R result = body.apply(batch);
                added(batch, place);
                done = true;
                return result;
            } finally {
                if (done) {
                    batch.commit();
                } else {
                    batch.abort();
                }
            }
        } finally {
            side.giveBack(engine);
        }
    }

    /** What the plan of a single partition calls partition 0 is this one. */
    <R> R inPlaceOf(int partition, java.util.function.Supplier<R> body) {
        try {
            return body.get();
        } catch (MillraceException e) {
            String said = "batch " + facts.batch() + ", partition 0: ";
            String message = String.valueOf(e.getMessage());
            if (partition == 0 || !message.startsWith(said)) {
                throw e;
            }
            String where = "batch " + facts.batch() + ", partition " + partition + ": ";
            throw new MillraceException(e.kind(), where + message.substring(said.length()), e.getCause());
        }
    }

    /** One partition of a tree as something to read. */
    Split<Object> split(Tree tree, int partition) {
        if (tree instanceof Tree.Leaf leaf) {
            return leaves.split(leaf.id(), partition);
        }
        if (tree instanceof Tree.Combined combined) {
            return pushing(() -> combined(combined, partition), partition);
        }
        if (tree instanceof Tree.Grouped grouped) {
            return pushing(() -> grouped(grouped, partition), partition);
        }
        return (Split<Object>) out -> run(tree, partition, new PushAction(out));
    }

    private Split<Object> pushing(java.util.function.Supplier<Plan<Object>> plan, int partition) {
        return out -> runAll(plan.get(), partition, Side.RECEIVING, new PushAction(out));
    }

    /** A partition of a tree as a plan of its own, of one partition. */
    Plan<Object> alone(Tree tree, int partition) {
        return new Read<>(new ReadInput.FixedSplits<>(List.of(split(tree, partition))));
    }

    private Plan<Object> combined(Tree.Combined combined, int partition) {
        ShuffleSpec<?, ?> spec = new ShuffleSpec.Combine<>(
                combined.byHash() ? Placement.byHash(1) : Placement.by(new Together()), combined.combiner());
        return new Shuffle<>(
                alone(combined.input(), partition), (ShuffleSpec<Object, Object>) spec, combined.operator());
    }

    /** All keys in one partition, but not by hash. */
    private record Together() implements Partitioner {
        @Override
        public int numPartitions() {
            return 1;
        }

        @Override
        public int getPartition(@Nullable Object key) {
            return 0;
        }
    }

    private Plan<Object> grouped(Tree.Grouped grouped, int partition) {
        List<Plan<?>> inputs = new ArrayList<>();
        grouped.inputs().forEach(input -> inputs.add(alone(input, partition)));
        Plan<?> plan = new CoGroup<>(
                (List<Plan<dev.millrace.Pair<Object, ?>>>) (List<?>) inputs, Placement.byHash(1), grouped.operator());
        return (Plan<Object>) plan;
    }

    private Plan<Object> plan(Tree tree) {
        if (tree instanceof Tree.Piped piped) {
            return new Pipe<>(plan(piped.input()), (PipeSpec<Object, Object>) piped.spec(), piped.operator());
        }
        if (tree instanceof Tree.United united) {
            List<Plan<Object>> parts = new ArrayList<>();
            united.parts().forEach(part -> parts.add(plan(part)));
            return new Union<>(parts);
        }
        if (tree instanceof Tree.Coalesced coalesced) {
            return new Coalesce<>(plan(coalesced.input()), coalesced.partitionsMax());
        }
        List<Split<Object>> splits = new ArrayList<>(tree.partitions());
        for (int i = 0; i < tree.partitions(); i++) {
            splits.add(tree instanceof Tree.Leaf leaf ? leaves.splitIfThere(leaf.id(), i) : split(tree, i));
        }
        return new Read<>(new ReadInput.FixedSplits<>(splits));
    }
}
