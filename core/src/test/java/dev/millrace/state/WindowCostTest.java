package dev.millrace.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.HandClock;
import dev.millrace.Pair;
import dev.millrace.RDD;
import dev.millrace.engine.BatchInputs;
import dev.millrace.engine.EmbeddedEngine;
import dev.millrace.engine.EngineBatch;
import dev.millrace.plan.ListSplit;
import dev.millrace.plan.Operator;
import dev.millrace.plan.Read;
import dev.millrace.plan.SourceInput;
import dev.millrace.plan.StateFunction;
import dev.millrace.plan.Stateful;
import dev.millrace.plan.StatefulSpec;
import dev.millrace.plan.WindowTimes;
import dev.millrace.serde.Serdes;
import dev.millrace.storage.StateFile;
import dev.millrace.window.PaneState;
import dev.millrace.window.WindowFunctions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What a sliding window costs in each batch, counted: it doesn't depend on the window's length. */
class WindowCostTest {
    private static final int KEYS = 40;
    private static final int SHORT = 10;
    private static final int LONG = 3_600;

    private long calls;

    /** Of the batches after the window has filled: operations and bytes written, per batch. */
    private record Cost(double operations, double operationsMax, double bytes) {}

    private Integer counted(int result) {
        calls++;
        return result;
    }

    private StateFunction<String, Integer, PaneState, Pair<String, Integer>> largest(WindowTimes times) {
        return WindowFunctions.folding(times, (one, other) -> counted(Math.max(one, other)));
    }

    private StateFunction<String, Integer, PaneState, Pair<String, Integer>> sum(WindowTimes times) {
        return WindowFunctions.totalling(
                times, (one, other) -> counted(one + other), (all, gone) -> counted(all - gone), null, true);
    }

    /** Every key has a record in every second, at which there is a batch and a window ends. */
    private Cost cost(
            int window,
            Function<WindowTimes, StateFunction<String, Integer, PaneState, Pair<String, Integer>>> windows) {
        SourceInput<Pair<String, Integer>> source = new SourceInput<>("source");
        StatefulSpec<String, Integer, PaneState, Pair<String, Integer>> spec = new StatefulSpec<>(
                "window", 16, windows.apply(WindowTimes.of(Duration.ofSeconds(window), Duration.ofSeconds(1))));
        RDD<Pair<String, Integer>> plan = RDD.template(
                new Stateful<>(List.of(new Read<>(source)), null, spec, Operator.here("reduceByKeyAndWindow")));
        OperatorStates states = OperatorStates.durable(Serdes.builtIn(), new MemoryStorage(), Runnable::run);
        int measured = Math.max(window, 100);
        int batches = window + measured;
        long operations = 0;
        long operationsMax = 0;
        long bytes = 0;
        try (EmbeddedEngine engine = EmbeddedEngine.create("cost", 1, new HandClock(), states)) {
            for (int i = 1; i <= batches; i++) {
                List<Pair<String, Integer>> records = new ArrayList<>();
                for (int key = 0; key < KEYS; key++) {
                    records.add(Pair.of("key-" + key, (i * 31 + key * 17) % 1_000));
                }
                calls = 0;
                EngineBatch batch = engine.begin(new BatchInputs(
                        i,
                        Instant.ofEpochSecond(1_600_000_000L + i),
                        Instant.ofEpochSecond(1_600_000_000L + i - 1),
                        1,
                        0,
                        1,
                        Map.of(source, ListSplit.slices(records, 1))));
                int shown = RDD.in(batch, plan.plan()).collect().size();
                batch.runStateful(List.of(plan.plan()));
                List<StateFile> files = batch.stageState();
                batch.commit();
                assertEquals(KEYS, shown);
                if (i > batches - measured) {
                    long all = calls + shown + records.size();
                    operations += all;
                    operationsMax = Math.max(operationsMax, all);
                    bytes += files.stream()
                            .filter(file -> file.kind() == StateFile.Kind.DELTA)
                            .mapToLong(StateFile::length)
                            .sum();
                }
            }
        }
        return new Cost(operations / (double) measured, (double) operationsMax, bytes / (double) measured);
    }

    private static void assertAlike(double shorter, double longer, String what) {
        assertTrue(longer <= 1.1 * shorter, () -> what + ": " + longer + " where a short window has " + shorter);
    }

    @Test
    void aLongWindowWithoutAnInverseCostsWhatAShortOneDoes() {
        Cost ofShort = cost(SHORT, this::largest);
        Cost ofLong = cost(LONG, this::largest);
        assertAlike(ofShort.operations(), ofLong.operations(), "operations");
        assertAlike(ofShort.bytes(), ofLong.bytes(), "bytes written");
        assertTrue(
                ofLong.operationsMax() < ofLong.operations() + 5 * LONG,
                () -> "a batch took " + ofLong.operationsMax() + " operations: too many keys merged a block at once");
    }

    @Test
    void aLongWindowWithAnInverseCostsWhatAShortOneDoes() {
        Cost ofShort = cost(SHORT, this::sum);
        Cost ofLong = cost(LONG, this::sum);
        assertAlike(ofShort.operations(), ofLong.operations(), "operations");
        assertAlike(ofShort.operationsMax(), ofLong.operationsMax(), "operations of the longest batch");
        assertAlike(ofShort.bytes(), ofLong.bytes(), "bytes written");
    }
}
