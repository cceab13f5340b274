package dev.millrace.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.BatchDriver;
import dev.millrace.MillraceException;
import dev.millrace.Pair;
import dev.millrace.RDD;
import dev.millrace.StreamingContext;
import dev.millrace.StreamingContextBuilder;
import dev.millrace.log.SyncPolicy;
import dev.millrace.storage.LocalCheckpointStorage;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.spark.SparkContext$;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SparkEngineProviderTest {
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @BeforeEach
    void loopbackOnly() {
        LocalSpark.setProperties();
    }

    @AfterEach
    void nothingIsLeftBehind() {
        LocalSpark.clearProperties();
        System.clearProperty("spark.master");
    }

    private StreamingContextBuilder builder() {
        return StreamingContext.builder()
                .appName("on spark")
                .batchInterval(Duration.ofMillis(100))
                .printStream(new PrintStream(printed, true, StandardCharsets.UTF_8));
    }

    private static void runningTotals(StreamingContext ssc) {
        Queue<RDD<String>> lines = new ConcurrentLinkedQueue<>();
        lines.add(ssc.parallelize(List.of("b a b", "c"), 2));
        lines.add(ssc.parallelize(List.of("a a"), 1));
        ssc.queueStream(lines)
                .flatMap(line -> Arrays.asList(line.split(" ")).iterator())
                .mapToPair(word -> Pair.of(word, 1))
                .reduceByKey(Integer::sum)
                .<Integer>updateStateByKey((values, state) -> Optional.of(
                        state.orElse(0) + values.stream().mapToInt(n -> n).sum()))
                .toDStream()
                .foreachRDD(rdd -> {
                    List<String> totals = rdd.map(Pair::toString).collect();
                    System.setProperty(
                            "totals", String.join(" ", totals.stream().sorted().toList()));
                });
    }

    private static String totalsAfterTwoBatches(StreamingContext ssc) {
        try (ssc) {
            runningTotals(ssc);
            BatchDriver driver = ssc.startByHand();
            driver.runBatch();
            driver.runBatch();
        }
        return System.clearProperty("totals");
    }

    @Test
    void aProgramRunsUnchangedWhereItsMasterSays() {
        assertEquals(
                "(a,3) (b,2) (c,1)",
                totalsAfterTwoBatches(builder().master("local[2]").build()));
        assertFalse(SparkContext$.MODULE$.getActive().isDefined(), "local[n] is the embedded engine");
        assertEquals(
                "(a,3) (b,2) (c,1)",
                totalsAfterTwoBatches(builder().master("spark-local[2]").build()));
        assertFalse(SparkContext$.MODULE$.getActive().isDefined(), "what was started for the program ends with it");
    }

    @Test
    void twoContextsShareTheSparkContextOfTheProcess() {
        try (StreamingContext first = builder().master("spark-local[2]").build();
                StreamingContext second = builder().master("spark-local[2]").build()) {
            runningTotals(first);
            BatchDriver driver = first.startByHand();
            assertEquals("(a,3) (b,2) (c,1)", totalsAfterTwoBatches(second));
            assertTrue(SparkContext$.MODULE$.getActive().isDefined(), "the first still needs it");
            driver.runBatch();
        }
        assertFalse(SparkContext$.MODULE$.getActive().isDefined());
    }

    @Test
    void theMasterOfASubmissionCountsWhereTheProgramNamesNone() {
        System.setProperty("spark.master", "local[3]");
        assertEquals("(a,3) (b,2) (c,1)", totalsAfterTwoBatches(builder().build()));
        System.setProperty("spark.master", "spark-local[2]");
        try (StreamingContext ssc = builder().build()) {
            runningTotals(ssc);
            ssc.startByHand();
            assertTrue(SparkContext$.MODULE$.getActive().isDefined());
        }
    }

    @Test
    void groupsOfBatchesAreRefusedAtTheStart() {
        try (StreamingContext ssc = builder()
                .master("spark-local[2]")
                .groupBatches(Duration.ofSeconds(1))
                .build()) {
            runningTotals(ssc);
            MillraceException refused = assertThrows(MillraceException.class, ssc::startByHand);
            assertEquals(MillraceException.Kind.CONFIGURATION, refused.kind());
            assertEquals(
                    "application 'on spark': groupBatches(PT1S) can't be kept: this master commits each batch by itself."
                            + " Leave it out, and lengthen the batch interval instead",
                    refused.getMessage());
        }
    }

    @Test
    void aFunctionThatFailsNamesTheSourcesOfItsRecords() {
        try (StreamingContext ssc = builder().master("spark-local[2]").build()) {
            Queue<RDD<Integer>> numbers = new ConcurrentLinkedQueue<>(List.of(ssc.parallelize(List.of(1, 0), 2)));
            Queue<RDD<Integer>> others = new ConcurrentLinkedQueue<>();
            ssc.queueStream(numbers)
                    .named("numbers")
                    .map(n -> 1 / n)
                    .union(ssc.queueStream(others).named("others"))
                    .mapToPair(n -> Pair.of(n, 1))
                    .reduceByKey(Integer::sum)
                    .print();
            BatchDriver driver = ssc.startByHand();
            MillraceException failed = assertThrows(MillraceException.class, driver::runBatch);
            assertEquals(MillraceException.Kind.USER_CODE, failed.kind());
            assertEquals(
                    "source 'numbers', output 'print-1', batch 1, partition 1: map at SparkEngineProviderTest.java:1 failed:"
                            + " java.lang.ArithmeticException: / by zero. Mend the function and start again",
                    String.valueOf(failed.getMessage())
                            .replaceAll("java:\\d+", "java:1")
                            .replaceAll("batch \\d+", "batch 1"));
        }
    }

    @Test
    void mastersThatNobodyServesAreRefusedInTheCall() {
        MillraceException refused =
                assertThrows(MillraceException.class, () -> builder().master("mesos://nowhere"));
        assertEquals(MillraceException.Kind.CONFIGURATION, refused.kind());
    }

    @ParameterizedTest
    @CsvSource({"k8s://https://localhost:1, spark-kubernetes_2.13", "yarn, spark-yarn_2.13"})
    void aMasterWhoseModuleOfSparkIsMissingIsRefusedByItsName(String master, String module) {
        try (StreamingContext ssc = builder().master(master).build()) {
            runningTotals(ssc);
            MillraceException refused = assertThrows(MillraceException.class, ssc::startByHand);
            assertEquals(MillraceException.Kind.CONFIGURATION, refused.kind());
            assertTrue(String.valueOf(refused.getMessage()).contains(module), refused.getMessage());
        }
        assertFalse(SparkContext$.MODULE$.getActive().isDefined());
    }

    @Test
    void aStorageThatExecutorsCannotReachIsRefusedAtTheStart(@TempDir Path directory) {
        try (StreamingContext ssc = builder()
                .master("spark-local[2]")
                .checkpointStorage(() -> LocalCheckpointStorage.open(directory, SyncPolicy.everyCommit()))
                .build()) {
            runningTotals(ssc);
            MillraceException refused = assertThrows(MillraceException.class, ssc::startByHand);
            assertEquals(MillraceException.Kind.CONFIGURATION, refused.kind());
            assertTrue(String.valueOf(refused.getMessage()).contains("checkpointDirectory"), refused.getMessage());
        }
        assertFalse(SparkContext$.MODULE$.getActive().isDefined());
    }
}
