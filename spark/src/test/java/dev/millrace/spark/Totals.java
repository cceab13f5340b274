package dev.millrace.spark;

import dev.millrace.Pair;
import dev.millrace.RDD;
import dev.millrace.connector.Split;
import dev.millrace.engine.BatchInputs;
import dev.millrace.engine.Engine;
import dev.millrace.engine.EngineBatch;
import dev.millrace.function.Function2;
import dev.millrace.plan.ListSplit;
import dev.millrace.plan.Operator;
import dev.millrace.plan.Plan;
import dev.millrace.plan.Read;
import dev.millrace.plan.SourceInput;
import dev.millrace.plan.StateFunction;
import dev.millrace.plan.Stateful;
import dev.millrace.plan.StatefulSpec;
import dev.millrace.storage.StateFile;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Running totals by key, batch by batch, as the batch loop would drive them: what is staged counts once it is committed. */
final class Totals implements AutoCloseable {
    private final Engine engine;
    private final SourceInput<Pair<String, Integer>> source = new SourceInput<>("numbers");
    private final Plan<Pair<String, Integer>> plan;
    private final Map<String, Integer> expected = new TreeMap<>();
    private final List<StateFile> files = new ArrayList<>();
    private final int partitions;
    private long batch;

    Totals(Engine engine, int partitions) {
        this(engine, partitions, Totals::add);
    }

    Totals(Engine engine, int partitions, Function2<List<Integer>, Optional<Integer>, Optional<Integer>> update) {
        this.engine = engine;
        this.partitions = partitions;
        this.plan = new Stateful<>(
                List.of(new Read<>(source)),
                null,
                new StatefulSpec<>("totals", 16, StateFunction.updateStateByKey(update)),
                Operator.here("updateStateByKey"));
    }

    static Optional<Integer> add(List<Integer> values, Optional<Integer> state) {
        return Optional.of(state.orElse(0) + values.stream().mapToInt(n -> n).sum());
    }

    /** Goes on where another one stands, from its files. */
    Totals continuing(Totals before) {
        batch = before.batch;
        expected.putAll(before.expected);
        files.addAll(before.files);
        engine.restore(batch, files);
        return this;
    }

    /** Begins the next batch, which adds 1 to the total of each of these keys. */
    EngineBatch begin(List<String> keys) {
        List<Pair<String, Integer>> records =
                keys.stream().map(key -> Pair.of(key, 1)).toList();
        List<? extends Split<?>> splits = ListSplit.slices(records, 2);
        return engine.begin(new BatchInputs(
                batch + 1,
                Instant.ofEpochMilli(1_000 * (batch + 1)),
                Instant.ofEpochMilli(1_000 * batch),
                1,
                0,
                partitions,
                Map.of(source, splits)));
    }

    /** What the batch says the totals are. */
    Map<String, Integer> totals(EngineBatch running) {
        Map<String, Integer> totals = new TreeMap<>();
        RDD.in(running, plan).collect().forEach(pair -> totals.put(pair.key(), pair.value()));
        return totals;
    }

    /** The batch is done. */
    void commit(EngineBatch running, List<String> keys) {
        files.addAll(running.stageState());
        running.commit();
        batch++;
        keys.forEach(key -> expected.merge(key, 1, Integer::sum));
    }

    /** Runs a whole batch and gives the totals that it emitted. */
    Map<String, Integer> run(List<String> keys) {
        EngineBatch running = begin(keys);
        boolean done = false;
        try {
            Map<String, Integer> totals = totals(running);
            commit(running, keys);
            done = true;
            return totals;
        } finally {
            if (!done) {
                running.abort();
            }
        }
    }

    /** What they should be. */
    Map<String, Integer> expected() {
        return expected;
    }

    List<StateFile> files() {
        return files;
    }

    @Override
    public void close() {
        engine.close();
    }
}
