package dev.millrace.spark;

import dev.millrace.Partitioner;
import dev.millrace.engine.PartitionAction;
import dev.millrace.plan.Combiner;
import dev.millrace.plan.Operator;
import dev.millrace.plan.Pipe;
import dev.millrace.plan.PipeSpec;
import dev.millrace.plan.Placement;
import dev.millrace.plan.Plan;
import dev.millrace.plan.Select;
import dev.millrace.plan.Shuffle;
import dev.millrace.plan.ShuffleSpec;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;

/** What a task does with its partition of the trees. The elements are the stage's RDD's. */
@SuppressWarnings("unchecked") // the plan's types were checked when it was built
sealed interface Work extends Serializable
        permits Work.Send, Work.Spread, Work.Keep, Work.KeepOutputs, Work.Act, Work.Gather, StateWork {
    Iterator<Object> run(TaskRun task, List<Tree> trees, int partition) throws Exception;

    /** Whether all partitions are sure to run, so that each needs to pass on its share alone of what came to all. */
    default boolean runsEverywhere() {
        return false;
    }

    private static Iterator<Object> toTargets(List<Chunk> chunks, int from, int targets, TaskRun task) {
        List<Object> sent = new ArrayList<>(chunks.size());
        for (Chunk chunk : chunks) {
            sent.add(new Tuple2<>(chunk.number(), chunk.numbered(from)));
        }
        Chunk additions = task.additions().chunk(from);
        for (int target = 0; additions != null && target < targets; target++) {
            sent.add(new Tuple2<>(target, additions));
        }
        return sent.iterator();
    }

    private static Iterator<Object> withAdditions(List<Object> kept, int partition, TaskRun task) {
        Chunk additions = task.additions().chunk(partition);
        if (additions != null) {
            kept.add(additions);
        }
        return kept.iterator();
    }

    private static List<Chunk> present(List<Optional<Chunk>> chunks) {
        return chunks.stream().flatMap(Optional::stream).toList();
    }

    /** Pairs go to the partition of their key, combined before if there is a combiner: targets and chunks. */
    record Send(Partitioner partitioner, @Nullable Combiner<?, ?> combiner, Operator operator) implements Work {
        @Override
        public Iterator<Object> run(TaskRun task, List<Tree> trees, int partition) {
            Placement placement = Placement.by(partitioner);
            ShuffleSpec<?, ?> spec = combiner == null
                    ? new ShuffleSpec.ByKey<>(placement)
                    : new ShuffleSpec.Combine<>(placement, combiner);
            Plan<Object> plan =
                    new Shuffle<>(task.alone(trees.get(0), partition), (ShuffleSpec<Object, Object>) spec, operator);
            List<Optional<Chunk>> chunks =
                    task.runAll(plan, partition, TaskRun.Side.SENDING, new EncodeAction(task.serdes()));
            return toTargets(present(chunks), partition, partitioner.numPartitions(), task);
        }

        @Override
        public boolean runsEverywhere() {
            return true;
        }
    }

    /** Records go to all partitions evenly: targets and chunks. */
    record Spread(int targets) implements Work {
        @Override
        public Iterator<Object> run(TaskRun task, List<Tree> trees, int partition) {
            List<Chunk> chunks = task.run(trees.get(0), partition, new SpreadAction(task.serdes(), targets));
            return toTargets(chunks, partition, targets, task);
        }

        @Override
        public boolean runsEverywhere() {
            return true;
        }
    }

    /** The partition as a chunk, as output 0. */
    record Keep() implements Work {
        @Override
        public Iterator<Object> run(TaskRun task, List<Tree> trees, int partition) {
            Optional<Chunk> chunk = task.run(trees.get(0), partition, new EncodeAction(task.serdes()));
            List<Object> kept = new ArrayList<>();
            chunk.ifPresent(records -> kept.add(records.numbered(0)));
            return withAdditions(kept, partition, task);
        }
    }

    /** What the function emits, as a chunk for each output that got something. */
    record KeepOutputs(PipeSpec.MultiOutput<?, ?> spec, Operator operator) implements Work {
        @Override
        public Iterator<Object> run(TaskRun task, List<Tree> trees, int partition) {
            Plan<Object> plan = new Pipe<>(
                    task.alone(trees.get(0), partition), (PipeSpec<Object, Object>) (PipeSpec<?, ?>) spec, operator);
            List<Plan<Object>> outputs = new ArrayList<>();
            for (int output = 0; output < spec.outputs(); output++) {
                outputs.add(new Select<>(plan, output));
            }
            return withAdditions(new ArrayList<>(task.runEach(outputs, partition)), partition, task);
        }
    }

    /** What the job asks for; of all partitions, or only of some. */
    record Act(PartitionAction<Object, ?> action, boolean runsEverywhere) implements Work {
        @Override
        public Iterator<Object> run(TaskRun task, List<Tree> trees, int partition) {
            Object result = task.run(trees.get(0), partition, action.inAttempt(task.attempt()));
            return List.<Object>of(Outcome.of(result, task, partition)).iterator();
        }
    }

    /** The partition's records go to the driver: an {@link Outcome} of theirs. */
    record Gather() implements Work {
        @Override
        public Iterator<Object> run(TaskRun task, List<Tree> trees, int partition) {
            Chunk records = task.run(trees.get(0), partition, new EncodeAction(task.serdes()))
                    .orElse(null);
            return List.<Object>of(new Outcome(records, null, task.additions().chunk(partition), task.states()))
                    .iterator();
        }

        @Override
        public boolean runsEverywhere() {
            return true;
        }
    }
}
