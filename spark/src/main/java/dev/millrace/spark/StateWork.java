package dev.millrace.spark;

import dev.millrace.Pair;
import dev.millrace.engine.EngineBatch;
import dev.millrace.plan.Groups;
import dev.millrace.plan.Operator;
import dev.millrace.plan.Plan;
import dev.millrace.plan.Select;
import dev.millrace.plan.StateFunction;
import dev.millrace.plan.StateFunction.Cell;
import dev.millrace.plan.StateFunction.Emissions;
import dev.millrace.plan.Stateful;
import dev.millrace.plan.StatefulSpec;
import dev.millrace.storage.StateFile;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.zip.CRC32C;
import org.apache.spark.SparkEnv;
import org.apache.spark.storage.BlockManagerId;

/**
 * Runs a state function over one partition: the trees are its inputs and, if {@code begins}, its initial state. Gives a
 * {@link StateResult}, {@link Serialized}, then a chunk for each output. {@code versions} are those of the partitions to
 * build upon, {@code files} what holds them.
 */
@SuppressWarnings("unchecked") // the plan's types were checked when it was built
record StateWork(
        StatefulSpec<?, ?, ?, ?> spec, Operator operator, boolean begins, List<String> versions, List<StateFile> files)
        implements Work {
    @Override
    public Iterator<Object> run(TaskRun task, List<Tree> trees, int partition) throws Exception {
        BatchFacts facts = task.facts();
        String made = facts.batch() + "." + facts.epoch() + "." + task.attempt();
        StateHome home =
                task.side().home(new StateHome.Place(spec.name(), spec.keyGroups(), partition, versions.size()));
        return home.visit(
                new StateHome.Version(versions.get(partition), files),
                made,
                facts.inputs(task.attempt()),
                batch -> visit(batch, task, trees, partition, made));
    }

    private Iterator<Object> visit(EngineBatch batch, TaskRun task, List<Tree> trees, int partition, String made) {
        List<Plan<Pair<Object, Object>>> keyed = new ArrayList<>();
        for (Tree tree : trees) {
            keyed.add((Plan<Pair<Object, Object>>) (Plan<?>) task.alone(tree, partition));
        }
        Plan<Pair<Object, Object>> initial = begins ? keyed.remove(keyed.size() - 1) : null;
        OutputsSeen outputs = new OutputsSeen();
        StatefulSpec<Object, Object, Object, Object> watched =
                new StatefulSpec<>(spec.name(), spec.keyGroups(), outputs.watch(spec.function()));
        Stateful<Object, Object, Object, Object> stateful = new Stateful<>(keyed, initial, watched, operator);
        batch.runStateful(List.of(stateful));
        List<Plan<Object>> selected = new ArrayList<>();
        for (int output = 0; output <= outputs.last; output++) {
            selected.add(new Select<>(stateful, output));
        }
        List<Chunk> chunks = TaskRun.encodeEach(batch, selected, partition, task.serdes());
        task.added(batch);
        List<Object> elements = new ArrayList<>();
        BlockManagerId here = SparkEnv.get().blockManager().blockManagerId();
        elements.add(Serialized.of(new StateResult(
                spec.name(),
                partition,
                made,
                checksum(chunks),
                here.executorId(),
                here.host(),
                batch.stageState(),
                batch.keysByOperator().getOrDefault(spec.name(), 0L),
                task.additions().chunk(partition))));
        elements.addAll(chunks);
        return elements.iterator();
    }

    @Override
    public boolean runsEverywhere() {
        return true;
    }

    private static long checksum(List<Chunk> chunks) {
        CRC32C checksum = new CRC32C();
        for (Chunk chunk : chunks) {
            checksum.update(chunk.number());
            checksum.update(chunk.bytes());
        }
        return checksum.getValue();
    }

    /** Notes the highest output that a function emits to, which nobody says beforehand. */
    private static final class OutputsSeen implements Emissions<Object> {
        private int last;
        private Emissions<Object> out = this;

        private StateFunction<Object, Object, Object, Object> watch(StateFunction<?, ?, ?, ?> function) {
            if (function instanceof StateFunction.PerKey<?, ?, ?, ?> perKey) {
                StateFunction.KeyFunction<Object, Object, Object, Object> inner =
                        (StateFunction.KeyFunction<Object, Object, Object, Object>) perKey.function();
                return new StateFunction.PerKey<>(
                        (Object key, Groups values, Cell<Object> state, Emissions<Object> to) -> {
                            out = to;
                            inner.call(key, values, state, this);
                        },
                        perKey.visits());
            }
            if (function instanceof StateFunction.Windowed<?, ?, ?, ?>) {
                return (StateFunction<Object, Object, Object, Object>) function; // it has one output
            }
            StateFunction.PerRecord<Object, Object, Object, Object> perRecord =
                    (StateFunction.PerRecord<Object, Object, Object, Object>) function;
            return new StateFunction.PerRecord<>(
                    new WatchedRecords(perRecord.function().forTask(), this), perRecord.idle(), perRecord.snapshots());
        }

        private Emissions<Object> into(Emissions<Object> to) {
            out = to;
            return this;
        }

        @Override
        public void emit(Object record) {
            out.emit(record);
        }

        @Override
        public void emit(int output, Object record) {
            last = Math.max(last, output);
            out.emit(output, record);
        }
    }

    /** A function per record, whose outputs are noted. */
    private record WatchedRecords(
            StateFunction.RecordFunction<Object, Object, Object, Object> inner, OutputsSeen outputs)
            implements StateFunction.RecordFunction<Object, Object, Object, Object> {
        @Override
        public void call(Object key, int input, Object value, Cell<Object> state, Emissions<Object> out)
                throws Exception {
            inner.call(key, input, value, state, outputs.into(out));
        }

        @Override
        public void timedOut(Object key, Cell<Object> state, Emissions<Object> out) throws Exception {
            inner.timedOut(key, state, outputs.into(out));
        }

        @Override
        public void snapshot(Object key, Object state, Emissions<Object> out) {
            inner.snapshot(key, state, outputs.into(out));
        }
    }
}
