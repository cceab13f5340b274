package dev.millrace.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.MillraceException;
import dev.millrace.Pair;
import dev.millrace.RDD;
import dev.millrace.engine.BatchInputs;
import dev.millrace.engine.EngineBatch;
import dev.millrace.plan.ListSplit;
import dev.millrace.plan.Operator;
import dev.millrace.plan.Plan;
import dev.millrace.plan.Read;
import dev.millrace.plan.SourceInput;
import dev.millrace.plan.StateFunction;
import dev.millrace.plan.Stateful;
import dev.millrace.plan.StatefulSpec;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** State in executors with a checkpoint: versions, restarts, and no growth. */
class StateOnSparkTest {
    private static LocalSpark spark;

    @TempDir
    private Path directory;

    @BeforeAll
    static void start() {
        spark = new LocalSpark();
    }

    @AfterAll
    static void stop() {
        spark.close();
    }

    private Totals totals(int partitions) {
        return new Totals(spark.engine(SharedDirectory.create(directory)), partitions);
    }

    private static List<String> keys(Random random, int count) {
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            keys.add("key" + random.nextInt(200));
        }
        return keys;
    }

    @Test
    void whatWasCommittedIsTakenUpAfterARestartWithAnyNumberOfPartitions() {
        Random random = new Random(1);
        Totals before = totals(2);
        before.close();
        for (int partitions : new int[] {2, 3, 1, 5}) {
            try (Totals totals = totals(partitions).continuing(before)) {
                for (int batch = 0; batch < 4; batch++) {
                    Map<String, Integer> emitted = totals.run(keys(random, 50));
                    assertEquals(totals.expected(), emitted);
                }
                before = totals;
            }
        }
    }

    @Test
    void anAbortedBatchIsUndoneWhereverItRan() {
        try (Totals totals = totals(2)) {
            totals.run(List.of("a", "b"));
            EngineBatch aborted = totals.begin(List.of("a", "a", "c"));
            assertEquals(Map.of("a", 3, "b", 1, "c", 1), totals.totals(aborted));
            aborted.stageState();
            aborted.abort();
            assertEquals(Map.of("a", 2, "b", 1), totals.run(List.of("a")));
            assertEquals(totals.expected(), totals.run(List.of()));
        }
    }

    @Test
    void aVersionThatNobodyHasIsPutTogetherFromItsFiles() {
        try (Totals first = totals(2);
                Totals second = totals(2)) {
            first.run(List.of("a", "b", "c"));
            second.continuing(first);
            assertEquals(Map.of("a", 2, "b", 1, "c", 1), second.run(List.of("a")));
            assertEquals(Map.of("a", 1, "b", 2, "c", 1), first.run(List.of("b")), "the other has its own");
        }
    }

    @Test
    void stateWithoutACheckpointIsGoneWithItsExecutor() {
        SparkEngine engine = spark.sparkEngine();
        try (Totals totals = new Totals(engine, 2)) {
            totals.run(List.of("a"));
            ExecutorSide.forget(engine.id());
            MillraceException gone = assertThrows(MillraceException.class, () -> totals.run(List.of("a")));
            assertTrue(String.valueOf(gone.getMessage()).contains("checkpoint directory"), gone.getMessage());
        }
    }

    /** The values are lists, which the function changes in place: nothing knows any more what they were before. */
    @Test
    void withoutACheckpointStateChangedInPlaceIsLostWithAnAbortedBatch() {
        SourceInput<Pair<String, Integer>> source = new SourceInput<>("numbers");
        Plan<Pair<String, List<Integer>>> plan = new Stateful<>(
                List.of(new Read<>(source)),
                null,
                new StatefulSpec<>(
                        "all", 16, StateFunction.<String, Integer, List<Integer>>updateStateByKey((values, state) -> {
                            List<Integer> all = state.orElseGet(ArrayList::new);
                            all.addAll(values);
                            return Optional.of(all);
                        })),
                Operator.here("updateStateByKey"));
        try (SparkEngine engine = spark.sparkEngine()) {
            run(engine, 1, source, plan).commit();
            run(engine, 2, source, plan).abort();
            MillraceException lost = assertThrows(MillraceException.class, () -> run(engine, 2, source, plan));
            String message = String.valueOf(lost.getMessage());
            assertTrue(message.contains("changed values in place"), message);
            assertTrue(message.contains("With a checkpoint directory"), message);
        }
    }

    private static EngineBatch run(
            SparkEngine engine,
            long batch,
            SourceInput<Pair<String, Integer>> source,
            Plan<Pair<String, List<Integer>>> plan) {
        EngineBatch running = engine.begin(new BatchInputs(
                batch,
                Instant.ofEpochSecond(batch),
                Instant.ofEpochSecond(batch - 1),
                1,
                0,
                1,
                Map.of(source, List.of(new ListSplit<>(List.of(Pair.of("a", (int) batch)))))));
        RDD.in(running, plan).collect();
        return running;
    }

    @Test
    void aThousandBatchesLeaveNoTrail() {
        Random random = new Random(2);
        try (Totals totals = totals(2)) {
            for (int batch = 0; batch < 1_000; batch++) {
                totals.run(keys(random, 3));
            }
            assertEquals(totals.expected(), totals.run(List.of("key1")));
            StateFiles needed = new StateFiles();
            totals.files().forEach(needed::add);
            int count = needed.needed().size();
            assertTrue(count < 100, "snapshots replace deltas: " + count + " files are needed");
        }
    }
}
