package dev.millrace.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.batch.SystemClock;
import dev.millrace.engine.EngineBatch;
import dev.millrace.serde.Serdes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.TaskContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** State on a cluster whose tasks fail, are run twice and lose their executors: nothing is lost, nothing counted twice. */
@Order(1)
@ExtendWith(OnCluster.class)
class StateFaultTest {
    private static final List<String> KEYS = keys();

    @TempDir
    private Path directory;

    private String faults = "";

    @BeforeEach
    void forFaults() {
        faults = directory.toString();
    }

    private static List<String> keys() {
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            keys.add("key" + i);
        }
        return keys;
    }

    private SparkEngine engine() {
        SharedCheckpointStorage checkpoint = SharedDirectory.create(directory.resolve("checkpoint"));
        return new SparkEngine(OnCluster.context(), Serdes.builtIn(), new SystemClock(), checkpoint, () -> {});
    }

    @Test
    void aTaskThatFailsHalfwayIsRunAgainOnTheStateBeforeIt() {
        String once = faults;
        try (Totals totals = new Totals(engine(), 2, (values, state) -> {
            if (state.orElse(0) == 2 && Once.first(once, "failed")) {
                throw new IllegalStateException("the first attempt fails");
            }
            return Totals.add(values, state);
        })) {
            for (int batch = 0; batch < 4; batch++) {
                Map<String, Integer> emitted = totals.run(KEYS);
                assertEquals(totals.expected(), emitted);
            }
        }
        assertTrue(directory.resolve("failed").toFile().exists());
    }

    @Test
    void anExecutorThatDiesInABatchIsReplacedAndItsStateRebuilt() {
        String once = faults;
        try (Totals totals = new Totals(engine(), 2, (values, state) -> {
            if (state.orElse(0) == 2 && Once.first(once, "died")) {
                Runtime.getRuntime().halt(9);
            }
            return Totals.add(values, state);
        })) {
            for (int batch = 0; batch < 5; batch++) {
                Map<String, Integer> emitted = totals.run(KEYS);
                assertEquals(totals.expected(), emitted);
            }
        }
        assertTrue(directory.resolve("died").toFile().exists());
    }

    @Test
    void executorsKilledBetweenBatchesLeaveTheirStateInFiles() {
        try (Totals totals = new Totals(engine(), 2)) {
            totals.run(KEYS);
            for (int round = 0; round < 2; round++) {
                Executors.killOne(OnCluster.context());
                assertEquals(totals.expected().size(), totals.run(KEYS).size());
                assertEquals(totals.expected(), totals.run(List.of("key1")));
            }
        }
    }

    @Test
    void whatABatchEmittedIsComputedAgainWhenItsExecutorDiesBeforeItIsRead() {
        try (Totals totals = new Totals(engine(), 2)) {
            totals.run(KEYS);
            EngineBatch running = totals.begin(KEYS);
            totals.totals(running);
            Executors.killOne(OnCluster.context());
            Map<String, Integer> emitted = totals.totals(running);
            totals.commit(running, KEYS);
            assertEquals(totals.expected(), emitted);
            assertEquals(totals.expected(), totals.run(List.of()));
        }
    }

    /** The first attempt of a task waits until the second, which Spark starts beside it, has gone the same way. */
    @Test
    void twoAttemptsSideBySideCountOnce() {
        String once = faults;
        try (Totals totals = new Totals(engine(), 2, (values, state) -> {
            if (TaskContext.get().attemptNumber() > 0) {
                Once.first(once, "fast");
            } else if (state.orElse(0) == 2 && Once.first(once, "slow")) {
                Once.awaitOther(once, "fast");
            }
            return Totals.add(values, state);
        })) {
            for (int batch = 0; batch < 5; batch++) {
                Map<String, Integer> emitted = totals.run(KEYS);
                assertEquals(totals.expected(), emitted);
            }
        }
        assertTrue(directory.resolve("fast").toFile().exists(), "there were two attempts");
    }
}
