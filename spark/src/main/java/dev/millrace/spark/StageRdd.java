package dev.millrace.spark;

import dev.millrace.MillraceException;
import dev.millrace.connector.Split;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.Dependency;
import org.apache.spark.NarrowDependency;
import org.apache.spark.Partition;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.apache.spark.rdd.RDD;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;
import scala.collection.Iterator;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag;

/**
 * One stage of a plan as Spark sees it: trees over leaves and what is done with their partitions. What is shipped are the
 * trees, and in each partition what its task reads.
 */
final class StageRdd extends RDD<Object> {
    private final BatchFacts facts;
    private final List<Tree> trees;
    private final Work work;
    private final int number;
    private final transient Map<Integer, LeafSource> leaves;
    private final transient Map<Integer, Integer> parents;
    private final transient List<@Nullable String> places;

    private StageRdd(SparkContext context, BatchFacts facts, Stage stage, Map<Integer, Integer> parents) {
        super(context, dependencies(stage, parents), ClassTag.Object());
        this.facts = facts;
        this.trees = stage.trees();
        this.work = stage.work();
        this.number = stage.number();
        this.leaves = stage.leaves();
        this.parents = parents;
        this.places = stage.places();
    }

    /**
     * What a stage consists of: at least one tree, all of the same number of partitions, the leaves that these read, and
     * where partitions would best be computed, or an empty list; and its number in the batch.
     */
    record Stage(
            List<Tree> trees, Map<Integer, LeafSource> leaves, Work work, List<@Nullable String> places, int number) {}

    static StageRdd of(SparkContext context, BatchFacts facts, Stage stage) {
        Map<Integer, Integer> parents = new LinkedHashMap<>();
        stage.leaves().forEach((leaf, source) -> {
            if (rdd(source) != null) {
                parents.put(leaf, parents.size());
            }
        });
        return new StageRdd(context, facts, stage, parents);
    }

    private static @Nullable RDD<?> rdd(LeafSource source) {
        if (source instanceof LeafSource.Shuffled shuffled) {
            return shuffled.rdd();
        }
        return source instanceof LeafSource.Kept kept ? kept.rdd() : null;
    }

    private static Seq<Dependency<?>> dependencies(Stage stage, Map<Integer, Integer> parents) {
        List<Dependency<?>> dependencies = new ArrayList<>();
        for (int leaf : parents.keySet()) {
            RDD<?> parent = rdd(java.util.Objects.requireNonNull(stage.leaves().get(leaf)));
            dependencies.add(new LeafDependency<>(java.util.Objects.requireNonNull(parent), stage.trees(), leaf));
        }
        return CollectionConverters.asScala(dependencies).toSeq();
    }

    /** Which partitions of a leaf a partition of the trees reads. */
    private static final class LeafDependency<T> extends NarrowDependency<T> {
        private final List<Tree> trees;
        private final int leaf;

        private LeafDependency(RDD<T> parent, List<Tree> trees, int leaf) {
            super(parent);
            this.trees = trees;
            this.leaf = leaf;
        }

        @Override
        public Seq<Object> getParents(int partition) {
            List<Object> needed = new ArrayList<>();
            for (int parent : Needs.of(trees, partition).of(leaf)) {
                needed.add(parent);
            }
            return CollectionConverters.asScala(needed).toSeq();
        }
    }

    @Override
    public Partition[] getPartitions() {
        Partition[] partitions = new Partition[trees.get(0).partitions()];
        for (int i = 0; i < partitions.length; i++) {
            List<StagePartition.Input> inputs = new ArrayList<>();
            Needs.of(trees, i).forEach((leaf, partition) -> inputs.add(input(leaf, partition)));
            partitions[i] = new StagePartition(i, inputs);
        }
        return partitions;
    }

    private StagePartition.Input input(int leaf, int partition) {
        LeafSource source = leaves.get(leaf);
        if (source instanceof LeafSource.Splits splits) {
            return new StagePartition.FromSplit(leaf, partition, splits.splits().get(partition));
        }
        int parent = parents.getOrDefault(leaf, -1);
        if (source instanceof LeafSource.Kept kept) {
            StateStage state = kept.state();
            StateResult winner = state == null ? null : state.winner(partition);
            Partition from = kept.rdd().partitions()[partition];
            return new StagePartition.FromKept(leaf, partition, parent, from, kept.output(), winner);
        }
        if (source instanceof LeafSource.Shuffled shuffled) {
            return new StagePartition.FromShuffle(
                    leaf, partition, parent, shuffled.rdd().partitions()[partition]);
        }
        throw new MillraceException(MillraceException.Kind.INTERNAL, "leaf " + leaf + " has no source");
    }

    @Override
    public Seq<String> getPreferredLocations(Partition partition) {
        List<String> locations = new ArrayList<>();
        String place = places.isEmpty() ? null : places.get(partition.index());
        if (place != null) {
            locations.add(place);
        }
        for (StagePartition.Input input : ((StagePartition) partition).inputs()) {
            if (input instanceof StagePartition.FromSplit from) {
                locations.addAll(from.split().preferredLocations());
            }
        }
        return CollectionConverters.asScala(locations).toSeq();
    }

    @Override
    public Iterator<Object> compute(Partition partition, TaskContext context) {
        StagePartition mine = (StagePartition) partition;
        ExecutorSide side = ExecutorSide.of(facts);
        try {
            Leaves there = new Leaves();
            TaskAdditions additions = new TaskAdditions(facts.batch(), side.serdes());
            List<StateResult> states = new ArrayList<>();
            TaskRun.Attempt attempt =
                    new TaskRun.Attempt((int) context.taskAttemptId(), number, mine.index(), additions, states);
            for (StagePartition.Input input : mine.inputs()) {
                there.put(input.leaf(), input.partition(), read(input, side, context, attempt));
            }
            TaskRun task = new TaskRun(side, facts, there, attempt);
            return CollectionConverters.asScala(work.run(task, trees, mine.index()));
        } catch (Exception e) {
            throw Failures.inTask(e);
        }
    }

    @SuppressWarnings("unchecked") // what reads a split knows its type
    private Split<Object> read(
            StagePartition.Input input, ExecutorSide side, TaskContext context, TaskRun.Attempt attempt) {
        if (input instanceof StagePartition.FromSplit from && from.split() instanceof KeptSplit<?> kept) {
            return kept.in(side);
        }
        if (input instanceof StagePartition.FromSplit from) {
            return from.split() instanceof EncodedSplit encoded
                    ? new ChunkSplit(side.serdes(), List.of(encoded.chunk()))
                    : (Split<Object>) from.split();
        }
        if (input instanceof StagePartition.FromShuffle from) {
            List<Chunk> chunks = new ArrayList<>();
            int partitions = dependencies().apply(from.parent()).rdd().getNumPartitions();
            elements(from.parent(), from.from(), context).foreach(element -> {
                Chunk chunk = (Chunk) ((Tuple2<?, ?>) element)._2();
                if (!chunk.isAdditions()) {
                    return chunks.add(chunk);
                }
                if (!work.runsEverywhere() || chunk.sender() % partitions == from.partition()) {
                    attempt.additions().bring(chunk);
                }
                return true;
            });
            chunks.sort(Comparator.comparingInt(Chunk::number));
            return new ChunkSplit(side.serdes(), chunks);
        }
        StagePartition.FromKept from = (StagePartition.FromKept) input;
        List<Chunk> chunks = new ArrayList<>();
        elements(from.parent(), from.from(), context).foreach(element -> {
            if (element instanceof Chunk chunk) {
                if (chunk.isAdditions()) {
                    attempt.additions().bring(chunk);
                    return true;
                }
                return chunk.number() == from.output() && chunks.add(chunk);
            }
            return noted((StateResult) ((Serialized<?>) element).value(), from.winner(), attempt);
        });
        return new ChunkSplit(side.serdes(), chunks);
    }

    private Iterator<?> elements(int parent, Partition partition, TaskContext context) {
        return dependencies().apply(parent).rdd().iterator(partition, context);
    }

    /** The attempt that is read must be the one that is committed, or at least have done the same; or it becomes the one. */
    private static boolean noted(StateResult found, @Nullable StateResult winner, TaskRun.Attempt attempt) {
        if (winner == null) {
            if (!attempt.states().contains(found)) {
                attempt.states().add(found);
            }
        } else if (!found.isSameAs(winner)) {
            throw new MillraceException(
                    MillraceException.Kind.EXTERNAL_SYSTEM,
                    "state, partition " + winner.partition() + ": what the batch emitted was lost with an executor, and"
                            + " computing it again gave something else; run the batch again");
        }
        return true;
    }
}
