package dev.millrace.spark;

import dev.millrace.HashPartitioner;
import dev.millrace.Partitioner;
import dev.millrace.connector.Split;
import dev.millrace.plan.CoGroup;
import dev.millrace.plan.Coalesce;
import dev.millrace.plan.Combiner;
import dev.millrace.plan.ListSplit;
import dev.millrace.plan.Operator;
import dev.millrace.plan.Persist;
import dev.millrace.plan.Pipe;
import dev.millrace.plan.PipeSpec;
import dev.millrace.plan.Placement;
import dev.millrace.plan.Plan;
import dev.millrace.plan.PlanVisitor;
import dev.millrace.plan.Read;
import dev.millrace.plan.ReadInput;
import dev.millrace.plan.Select;
import dev.millrace.plan.Shuffle;
import dev.millrace.plan.ShuffleSpec;
import dev.millrace.plan.SourceInput;
import dev.millrace.plan.Stateful;
import dev.millrace.plan.Union;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the plans of one batch into stages: what lies between two exchanges becomes a tree, and what a tree begins with a
 * leaf. Each node is planned once a batch. A stateful node runs before what comes after an
 * exchange is planned, or in the job that reads it. Batch thread.
 */
final class StagePlanner implements PlanVisitor<Tree> {
    private final SparkBatch batch;
    private final Map<Plan<?>, Tree> planned = new HashMap<>();
    private final Map<Plan<?>, KeptStage> kept = new HashMap<>();

    StagePlanner(SparkBatch batch) {
        this.batch = batch;
    }

    Tree plan(Plan<?> plan) {
        Tree tree = planned.get(plan);
        if (tree == null) {
            tree = plan.accept(this);
            planned.put(plan, tree);
        }
        return tree;
    }

    /** The next reader of a persisted plan computes it again. */
    void forget(Persist<?> persist) {
        planned.remove(persist);
    }

    @Override
    public Tree visitRead(Read<?> read) {
        ReadInput<?> input = read.input();
        List<? extends Split<?>> splits = input instanceof ReadInput.FixedSplits<?> fixed
                ? fixed.splits()
                : batch.inputs().splits().getOrDefault((SourceInput<?>) input, List.of());
        List<Split<?>> shipped = new ArrayList<>(splits.size());
        splits.forEach(split -> shipped.add(split instanceof ListSplit<?> list ? encoded(list) : split));
        return batch.leaf(new LeafSource.Splits(shipped), shipped.size());
    }

    private EncodedSplit encoded(ListSplit<?> list) {
        Chunk.Writer writer = new Chunk.Writer(batch.facts().serdes());
        list.records().forEach(writer::accept);
        return new EncodedSplit(writer.finish(0));
    }

    @Override
    public Tree visitPipe(Pipe<?, ?> pipe) {
        batch.portability().check(pipe.spec(), pipe.operator());
        return pipe.spec() instanceof PipeSpec.MultiOutput<?, ?>
                ? output(pipe, 0)
                : new Tree.Piped(plan(pipe.input()), pipe.spec(), pipe.operator());
    }

    @Override
    public Tree visitSelect(Select<?> select) {
        return output(select.input(), select.output());
    }

    private Tree output(Plan<?> several, int output) {
        KeptStage stage = kept.get(several);
        if (stage == null) {
            stage = several instanceof Stateful<?, ?, ?, ?> stateful
                    ? state(stateful)
                    : keptOutputs((Pipe<?, ?>) several);
            kept.put(several, stage);
        }
        return batch.leaf(new LeafSource.Kept(stage.rdd(), output, stage.state()), stage.partitions());
    }

    private KeptStage keptOutputs(Pipe<?, ?> pipe) {
        PipeSpec.MultiOutput<?, ?> spec = (PipeSpec.MultiOutput<?, ?>) pipe.spec();
        Tree input = plan(pipe.input());
        StageRdd rdd = batch.stage(List.of(input), new Work.KeepOutputs(spec, pipe.operator()), List.of());
        batch.keep(rdd);
        return new KeptStage(rdd, input.partitions(), null);
    }

    @Override
    public Tree visitShuffle(Shuffle<?, ?> shuffle) {
        ShuffleSpec<?, ?> spec = shuffle.spec();
        batch.portability().check(spec, shuffle.operator());
        Tree input = plan(shuffle.input());
        if (spec instanceof ShuffleSpec.Spread<?> spread) {
            return batch.exchange(input, spread.partitions(), new Work.Spread(spread.partitions()));
        }
        if (spec instanceof ShuffleSpec.ByKey<?, ?> byKey) {
            return placed(shuffle.input(), byKey.placement(), shuffle.operator());
        }
        ShuffleSpec.Combine<?, ?, ?> combine = (ShuffleSpec.Combine<?, ?, ?>) spec;
        if (combine.placement().isInPlace() || combine.placement().equals(Placement.of(shuffle.input()))) {
            return new Tree.Combined(input, combine.combiner(), true, shuffle.operator());
        }
        Partitioner partitioner = resolve(combine.placement());
        boolean byHash = partitioner instanceof HashPartitioner;
        Tree sent = send(input, partitioner, combine.combiner(), shuffle.operator());
        return new Tree.Combined(sent, merging(combine.combiner()), byHash, shuffle.operator());
    }

    private Partitioner resolve(Placement placement) {
        return placement.resolve(batch.inputs().defaultPartitions());
    }

    private Tree send(Tree input, Partitioner partitioner, @Nullable Combiner<?, ?> combiner, Operator operator) {
        return batch.exchange(input, partitioner.numPartitions(), new Work.Send(partitioner, combiner, operator));
    }

    /** Combines what was combined before the exchange. */
    private static <C> Combiner<C, C> merging(Combiner<?, C> combiner) {
        return new Combiner.General<>(combined -> combined, combiner::mergeCombiners, combiner::mergeCombiners);
    }

    /** The plan, placed in this way: as it is if it is so already. */
    private Tree placed(Plan<?> plan, Placement placement, Operator operator) {
        Tree input = plan(plan);
        return placement.equals(Placement.of(plan)) ? input : send(input, resolve(placement), null, operator);
    }

    @Override
    public Tree visitCoGroup(CoGroup<?> coGroup) {
        List<Tree> inputs = new ArrayList<>();
        for (Plan<?> keyed : coGroup.keyed()) {
            inputs.add(placed(keyed, coGroup.placement(), coGroup.operator()));
        }
        return new Tree.Grouped(List.copyOf(inputs), coGroup.operator());
    }

    @Override
    public Tree visitUnion(Union<?> union) {
        return new Tree.United(all(union.parts()));
    }

    private List<Tree> all(List<? extends Plan<?>> plans) {
        List<Tree> trees = new ArrayList<>(plans.size());
        plans.forEach(plan -> trees.add(plan(plan)));
        return List.copyOf(trees);
    }

    @Override
    public Tree visitCoalesce(Coalesce<?> coalesce) {
        return new Tree.Coalesced(plan(coalesce.input()), coalesce.partitions());
    }

    @Override
    public Tree visitPersist(Persist<?> persist) {
        return batch.persisted(persist, () -> plan(persist.input()));
    }

    @Override
    public Tree visitStateful(Stateful<?, ?, ?, ?> stateful) {
        return output(stateful, 0);
    }

    private KeptStage state(Stateful<?, ?, ?, ?> stateful) {
        batch.portability().check(stateful.spec(), stateful.operator());
        int keyGroups = stateful.spec().keyGroups();
        int partitions = Math.min(batch.inputs().defaultPartitions(), keyGroups);
        Partitioner byKeyGroup = new KeyGroupPartitioner(batch.facts().serdes(), keyGroups, partitions);
        List<Tree> inputs = new ArrayList<>();
        for (Plan<?> keyed : stateful.keyed()) {
            inputs.add(send(plan(keyed), byKeyGroup, null, stateful.operator()));
        }
        boolean begins = stateful.initial() != null
                && batch.states().isNew(stateful.spec().name());
        if (begins && stateful.initial() != null) {
            inputs.add(send(plan(stateful.initial()), byKeyGroup, null, stateful.operator()));
        }
        StateStage state = batch.state(stateful, List.copyOf(inputs), begins);
        return new KeptStage(state.rdd(), state.partitions(), state);
    }

    /** A stage whose elements are kept until the batch ends; it may be a stateful one. */
    record KeptStage(StageRdd rdd, int partitions, @Nullable StateStage state) {}
}
