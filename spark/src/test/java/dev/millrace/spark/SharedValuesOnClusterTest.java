package dev.millrace.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.BatchDriver;
import dev.millrace.Broadcast;
import dev.millrace.DStream;
import dev.millrace.LongAccumulator;
import dev.millrace.MillraceException;
import dev.millrace.Pair;
import dev.millrace.PairDStream;
import dev.millrace.StreamingContext;
import dev.millrace.file.FileSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.spark.TaskContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Accumulators and broadcasts on a cluster whose tasks fail, are run twice and lose their executors. */
@Order(1)
@ExtendWith(OnCluster.class)
class SharedValuesOnClusterTest {
    @TempDir
    private Path directory;

    private InputFiles input;

    @BeforeEach
    void makeInput() throws IOException {
        input = new InputFiles(directory.resolve("in"));
    }

    private StreamingContext context() {
        return StreamingContext.builder()
                .appName("shared values")
                .master(OnCluster.master())
                .batchInterval(Duration.ofMillis(50))
                .checkpointDirectory(directory.resolve("checkpoint"))
                .build();
    }

    /** Two files, and so two splits, of so many lines together. */
    private void send(int lines) throws IOException {
        for (int half = 0; half < 2; half++) {
            List<String> content = new ArrayList<>();
            for (int i = half; i < lines; i += 2) {
                content.add(Integer.toString(i));
            }
            input.add(content);
        }
    }

    private DStream<Integer> numbers(StreamingContext ssc) {
        return ssc.sourceStream(FileSource.text(directory.resolve("in")))
                .named("lines")
                .map(Integer::parseInt);
    }

    private static <T> T counted(LongAccumulator calls, T value) {
        calls.add(1);
        return value;
    }

    @Test
    void anAttemptThatFailsAddsNothing() throws IOException {
        String once = directory.toString();
        try (StreamingContext ssc = context()) {
            LongAccumulator sent = ssc.longAccumulator("sent");
            LongAccumulator received = ssc.longAccumulator("received");
            LongAccumulator states = ssc.longAccumulator("states");
            PairDStream<Integer, Integer> counts = numbers(ssc)
                    .mapToPair(n -> {
                        sent.add(1);
                        if (n == 8 && Once.first(once, "sender")) {
                            throw new IllegalStateException("the first attempt fails after it has added");
                        }
                        return Pair.of(n % 2, 1);
                    })
                    .reduceByKey(Integer::sum);
            counts.mapValues(n -> {
                        received.add(n);
                        if (n == 5 && Once.first(once, "receiver")) {
                            throw new IllegalStateException("so does this one");
                        }
                        return n;
                    })
                    .toDStream()
                    .foreachRDD(rdd -> assertEquals(2, rdd.count()));
            counts.<Integer>updateStateByKey((values, state) -> {
                        states.add(1);
                        if (Once.first(once, "state")) {
                            throw new IllegalStateException("and this");
                        }
                        return Optional.of(values.size());
                    })
                    .toDStream()
                    .foreachRDD(rdd -> assertEquals(2, rdd.count()));
            BatchDriver driver = ssc.startByHand();
            send(10);
            InputFiles.runBatch(driver);
            assertEquals(List.of(10L, 10L, 2L), List.of(sent.value(), received.value(), states.value()));
        }
        for (String failed : List.of("sender", "receiver", "state")) {
            assertTrue(Files.exists(directory.resolve(failed)), failed);
        }
    }

    /** The first attempt waits, in the middle of its records, until the one that Spark starts beside it is through. */
    /** A function that several outputs need runs for each of them, and counts once. */
    @Test
    void whatSeveralOutputsNeedCountsOnce() throws IOException {
        try (StreamingContext ssc = context()) {
            LongAccumulator calls = ssc.longAccumulator("calls");
            DStream<String> lines = numbers(ssc).map(n -> counted(calls, "line " + n));
            lines.save(new StagedFiles(directory.resolve("staged").toString())).named("staged");
            lines.mapToPair(line -> Pair.of(line.length(), line))
                    .<ArrayList<String>>updateStateByKey((values, state) -> {
                        ArrayList<String> all = state.orElseGet(ArrayList::new);
                        all.addAll(values);
                        return Optional.of(all);
                    })
                    .named("all")
                    .toDStream()
                    .map(Pair::toString)
                    .save(new MarkedFiles(directory.resolve("marked").toString(), (moment, task, records) -> {}))
                    .named("marked");
            BatchDriver driver = ssc.startByHand();
            for (int sent = 20; sent <= 80; sent += 20) {
                send(20);
                while (MarkedFiles.read(directory.resolve("staged")).size() < sent) {
                    InputFiles.runBatch(driver);
                }
                assertEquals(sent, calls.value());
            }
        }
    }

    @Test
    void ofTwoAttemptsSideBySideOneAdds() throws IOException {
        String once = directory.toString();
        try (StreamingContext ssc = context()) {
            LongAccumulator calls = ssc.longAccumulator("calls");
            numbers(ssc)
                    .map(n -> {
                        counted(calls, n);
                        if (TaskContext.get().attemptNumber() > 0) {
                            Once.first(once, "fast");
                        } else if (n == 8 && Once.first(once, "slow")) {
                            Once.awaitOther(once, "fast");
                        }
                        return n;
                    })
                    .foreachRDD(rdd -> assertEquals(20, rdd.count()));
            BatchDriver driver = ssc.startByHand();
            send(20);
            InputFiles.runBatch(driver);
            assertEquals(20, calls.value());
        }
        assertTrue(Files.exists(directory.resolve("fast")), "there were two attempts");
    }

    @Test
    void whatIsComputedAgainForALostExecutorCountsOnceAndFindsTheBroadcast() throws IOException {
        List<Integer> found = new ArrayList<>();
        try (StreamingContext ssc = context()) {
            LongAccumulator calls = ssc.longAccumulator("calls");
            Broadcast<Map<Integer, Integer>> table = ssc.broadcast(new TreeMap<>(Map.of(0, 100, 1, 200)));
            numbers(ssc)
                    .mapToPair(n -> counted(calls, Pair.of(n % 2, table.value().getOrDefault(n % 2, 0))))
                    .reduceByKey(Math::max)
                    .toDStream()
                    .foreachRDD(rdd -> {
                        assertEquals(2, rdd.count());
                        Executors.killOne(OnCluster.context());
                        found.addAll(rdd.map(Pair::value).collect());
                    });
            BatchDriver driver = ssc.startByHand();
            send(10);
            InputFiles.runBatch(driver);
            assertEquals(10, calls.value());
        }
        assertEquals(List.of(100, 200), found.stream().sorted().toList());
    }

    /** Leaves a file wherever it is made. */
    private record Heavy(String directory, int number) {
        private Heavy {
            try {
                Files.createFile(
                        Path.of(directory, "made-" + ProcessHandle.current().pid() + "-" + UUID.randomUUID()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private Map<String, Integer> madeByProcess() throws IOException {
        Map<String, Integer> made = new TreeMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "made-*")) {
            for (Path file : files) {
                made.merge(file.getFileName().toString().split("-")[1], 1, Integer::sum);
            }
        }
        return made;
    }

    @Test
    void aBroadcastIsBroughtToEachExecutorOnce() throws IOException {
        List<Integer> sums = new ArrayList<>();
        try (StreamingContext ssc = context()) {
            Broadcast<Heavy> heavy = ssc.broadcast(new Heavy(directory.toString(), 7));
            numbers(ssc)
                    .map(n -> heavy.value().number())
                    .filter(n -> n == heavy.value().number())
                    .foreachRDD(rdd -> {
                        if (!rdd.isEmpty()) {
                            sums.add(rdd.reduce(Integer::sum));
                        }
                    });
            BatchDriver driver = ssc.startByHand();
            for (int sent = 1; sent <= 3; sent++) {
                send(4);
                while (sums.size() < sent) { // a directory is looked at every 100 ms
                    InputFiles.runBatch(driver);
                }
            }
        }
        assertEquals(List.of(28, 28, 28), sums);
        Map<String, Integer> made = madeByProcess();
        assertTrue(made.size() > 1, "an executor has had it: " + made);
        made.values().forEach(times -> assertEquals(1, times, made::toString));
    }

    @Test
    void aBroadcastThatIsGoneIsTheUsersMistake() throws IOException {
        try (StreamingContext ssc = context()) {
            Broadcast<List<Integer>> table = ssc.broadcast(List.of(1));
            numbers(ssc).map(n -> table.value().get(0)).foreachRDD(rdd -> assertEquals(2, rdd.count()));
            BatchDriver driver = ssc.startByHand();
            send(2);
            InputFiles.runBatch(driver);
            table.destroy();
            send(2);
            MillraceException failed = assertThrows(MillraceException.class, () -> InputFiles.runBatch(driver));
            assertEquals(MillraceException.Kind.USER_CODE, failed.kind(), failed.getMessage());
            assertTrue(String.valueOf(failed.getMessage()).contains("was destroyed"), failed.getMessage());
        }
    }

    @Test
    void aFunctionThatCannotBeSentIsRefusedInTheOperation() {
        Object lock = new Object();
        try (StreamingContext ssc = context()) {
            DStream<Integer> numbers = numbers(ssc);
            MillraceException refused =
                    assertThrows(MillraceException.class, () -> numbers.map(n -> n + lock.hashCode()));
            String message = String.valueOf(refused.getMessage());
            assertTrue(message.contains("captured field `lock` of type java.lang.Object"), message);
            assertTrue(message.contains("map at SharedValuesOnClusterTest.java:"), message);
        }
    }
}
