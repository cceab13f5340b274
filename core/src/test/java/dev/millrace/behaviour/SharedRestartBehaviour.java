package dev.millrace.behaviour;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.BatchDriver;
import dev.millrace.Broadcast;
import dev.millrace.LongAccumulator;
import dev.millrace.MillraceException;
import dev.millrace.Pair;
import dev.millrace.RDD;
import dev.millrace.StreamingContext;
import dev.millrace.StreamingContextBuilder;
import dev.millrace.batch.BatchSteps;
import dev.millrace.file.FileSource;
import dev.millrace.status.BatchStep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Shared values over restarts: broadcasts are what the program has now, accumulators go on where the last batch left them. */
abstract class SharedRestartBehaviour {
    private static final List<String> NAMES_BEFORE = List.of("zero", "one", "two", "three");
    private static final List<String> NAMES_AFTER = List.of("null", "eins", "zwei", "drei");

    @TempDir
    private Path directory;

    private int files;
    private long sent;

    /** A context on the engine. */
    abstract StreamingContextBuilder builder();

    /** Ends a driver where it stands. */
    private static final class Death extends Error {}

    @BeforeEach
    void makeInput() throws IOException {
        Files.createDirectories(directory.resolve("in"));
    }

    private StreamingContextBuilder onCheckpoint() {
        return builder()
                .appName("shared")
                .batchInterval(Duration.ofMillis(100))
                .checkpointDirectory(directory.resolve("checkpoint"));
    }

    private void send(String... lines) throws IOException {
        Path hidden = directory.resolve("in/.hidden");
        Files.write(hidden, List.of(lines));
        Files.move(hidden, directory.resolve("in/" + files++));
        sent += lines.length;
    }

    /** A program that counts its lines and looks something up for each; gives what it found. */
    private LongAccumulator declare(StreamingContext ssc, @Nullable List<String> names, List<String> found) {
        LongAccumulator lines = ssc.longAccumulator("lines");
        Broadcast<List<String>> table = ssc.broadcast(names == null ? NAMES_BEFORE : names);
        ssc.sourceStream(FileSource.text(directory.resolve("in")))
                .named("lines")
                .map(line -> {
                    lines.add(1);
                    return table.value().get(Integer.parseInt(line));
                })
                .foreachRDD(rdd -> found.addAll(rdd.collect()));
        return lines;
    }

    @Test
    void totalsGoOnAndCountABatchInDoubtOnceWhereverTheDriverDies() throws IOException {
        for (BatchStep step : BatchStep.values()) {
            boolean[] dead = {false};
            BatchSteps dying = (reached, batch) -> {
                if (reached == step) {
                    dead[0] = true;
                    throw new Death();
                }
            };
            try (StreamingContext ssc = onCheckpoint().batchSteps(dying).build()) {
                declare(ssc, null, new ArrayList<>());
                send("1", "2", "3");
                try {
                    BatchDriver driver = ssc.startByHand();
                    driver.runBatch();
                } catch (Death death) {
                    assertTrue(dead[0]);
                }
            }
            try (StreamingContext ssc = onCheckpoint().build()) {
                LongAccumulator lines = declare(ssc, null, new ArrayList<>());
                BatchDriver driver = ssc.startByHand();
                driver.runBatch();
                assertEquals(sent, lines.value(), "after a death at " + step);
            }
        }
    }

    @Test
    void aBroadcastIsWhatTheProgramHasAfterARestart() throws IOException {
        List<String> found = new ArrayList<>();
        try (StreamingContext ssc = onCheckpoint().build()) {
            declare(ssc, NAMES_BEFORE, found);
            send("1");
            ssc.startByHand().runBatch();
        }
        BatchSteps dying = (reached, batch) -> {
            if (reached == BatchStep.OUTPUT_WRITTEN) {
                throw new Death();
            }
        };
        try (StreamingContext ssc = onCheckpoint().batchSteps(dying).build()) {
            declare(ssc, NAMES_BEFORE, new ArrayList<>());
            send("2");
            BatchDriver driver = ssc.startByHand();
            assertThrows(Death.class, driver::runBatch);
        }
        try (StreamingContext ssc = onCheckpoint().build()) {
            LongAccumulator lines = declare(ssc, NAMES_AFTER, found);
            assertEquals(0, lines.value(), "the checkpoint isn't read before the start");
            BatchDriver driver = ssc.startByHand();
            send("3");
            driver.runBatch();
            assertEquals(3, lines.value());
        }
        assertEquals(List.of("one", "zwei", "drei"), found);
    }

    @Test
    void aTotalIsForgottenWhenTheProgramDropsItsName() throws IOException {
        send("1");
        try (StreamingContext ssc = onCheckpoint().build()) {
            declare(ssc, null, new ArrayList<>());
            ssc.startByHand().runBatch();
        }
        for (int life = 0; life < 2; life++) {
            StreamingContextBuilder builder = life == 0 ? onCheckpoint().drop("lines") : onCheckpoint();
            try (StreamingContext ssc = builder.build()) {
                LongAccumulator lines = declare(ssc, null, new ArrayList<>());
                ssc.startByHand();
                assertEquals(0, lines.value());
            }
        }
    }

    @Test
    void aTotalOfAnotherKindIsRefusedAtTheStart() throws IOException {
        send("1");
        try (StreamingContext ssc = onCheckpoint().build()) {
            declare(ssc, null, new ArrayList<>());
            ssc.startByHand().runBatch();
        }
        try (StreamingContext ssc = onCheckpoint().build()) {
            ssc.doubleAccumulator("lines");
            ssc.sourceStream(FileSource.text(directory.resolve("in")))
                    .named("lines")
                    .foreachRDD(rdd -> rdd.count());
            MillraceException refused = assertThrows(MillraceException.class, ssc::startByHand);
            assertEquals(MillraceException.Kind.CONFIGURATION, refused.kind());
            assertTrue(String.valueOf(refused.getMessage()).contains("drop(\"lines\")"), refused.getMessage());
        }
    }

    @Test
    void broadcastsOfAllKindsAreReadInTasksAndInTheProgram() {
        List<String> found = new ArrayList<>();
        try (StreamingContext ssc = builder()
                .appName("broadcasts")
                .batchInterval(Duration.ofMillis(100))
                .build()) {
            Broadcast<Map<Integer, String>> table = ssc.broadcast(Map.of(1, "one", 2, "two"));
            Broadcast<Lookup> lookup = ssc.broadcast(new Lookup("!"));
            Queue<RDD<Integer>> numbers = new ConcurrentLinkedQueue<>();
            numbers.add(ssc.parallelize(List.of(1, 2), 2));
            numbers.add(ssc.parallelize(List.of(1), 1));
            ssc.queueStream(numbers)
                    .mapToPair(n -> Pair.of(n, table.value().get(n) + lookup.value().sign))
                    .toDStream()
                    .foreachRDD(rdd -> {
                        Broadcast<Integer> ofBatch = ssc.broadcast(found.size());
                        found.addAll(
                                rdd.map(pair -> pair.value() + ofBatch.value()).collect());
                        table.unpersist();
                    });
            BatchDriver driver = ssc.startByHand();
            driver.runBatch();
            driver.runBatch();
            assertEquals(List.of("one!0", "two!0", "one!2"), found);
            assertEquals("two", table.value().get(2));
            table.destroy();
            assertThrows(MillraceException.class, table::value);
        }
    }

    /** No serde knows it; Java's serialization does. */
    private static final class Lookup implements java.io.Serializable {
        private final String sign;

        private Lookup(String sign) {
            this.sign = sign;
        }
    }
}
