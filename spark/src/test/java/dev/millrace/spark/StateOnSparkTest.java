package dev.millrace.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.MillraceException;
import dev.millrace.engine.EngineBatch;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
