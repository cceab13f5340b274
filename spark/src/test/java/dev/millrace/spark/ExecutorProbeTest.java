package dev.millrace.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.millrace.MillraceException;
import dev.millrace.MillraceException.Kind;
import dev.millrace.RDD;
import dev.millrace.StreamingContext;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cluster that isn't fit for the program is found out at the start, and the error says what to do. */
class ExecutorProbeTest {
    @TempDir
    private static Path work;

    private static MiniCluster cluster;

    @BeforeAll
    static void start() {
        cluster = new MiniCluster(work);
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    private static String classPathWithout(Predicate<String> missing) {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(missing.negate())
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** How a start fails on executors with this class path. */
    private static MillraceException refusal(String classPath, @Nullable Path checkpoint) {
        SparkConf conf = cluster.application().set("spark.executor.extraClassPath", classPath);
        try (JavaSparkContext context = new JavaSparkContext(conf)) {
            var builder = StreamingContext.builder()
                    .appName("probe")
                    .master(String.valueOf(context.master()))
                    .batchInterval(Duration.ofMillis(50));
            try (StreamingContext ssc =
                    (checkpoint == null ? builder : builder.checkpointDirectory(checkpoint)).build()) {
                ssc.queueStream(new ConcurrentLinkedQueue<RDD<Integer>>())
                        .map(n -> n + 1)
                        .print();
                MillraceException refused = assertThrows(MillraceException.class, ssc::start);
                assertEquals(Kind.CONFIGURATION, refused.kind(), refused.getMessage());
                return refused;
            }
        }
    }

    private static void says(MillraceException refused, String... parts) {
        for (String part : parts) {
            assertTrue(
                    String.valueOf(refused.getMessage()).contains(part),
                    refused.getMessage() + " should contain " + part);
        }
    }

    @Test
    void executorsWithoutTheProgramsClassesAreFoundOut() {
        says(
                refusal(classPathWithout(path -> path.endsWith("test-classes")), null),
                "executor ",
                "lacks the program's classes [" + ExecutorProbeTest.class.getName() + "]",
                "--jars");
    }

    @Test
    void executorsWithoutMillraceAreFoundOut() {
        says(
                refusal(classPathWithout(path -> path.contains("millrace") || path.endsWith("classes")), null),
                "executors lack the class dev.millrace.",
                "Millrace included");
    }

    /** A path that leads each process somewhere else. */
    @Test
    void aCheckpointThatExecutorsDoNotSeeIsFoundOut() throws IOException {
        Path own = Path.of("/proc/self/cwd");
        assumeTrue(Files.exists(own), "there is no /proc here");
        Path checkpoint = own.resolve("target").resolve("checkpoint-of-the-driver-alone");
        try {
            says(
                    refusal(System.getProperty("java.class.path"), checkpoint),
                    "checkpoint directory " + checkpoint.toUri(),
                    "executors on [127.0.0.",
                    "storage that all of them share");
        } finally {
            delete(checkpoint.toRealPath());
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Test
    void aSparkOfAnotherVersionThanTheModuleIsForIsRefused() {
        SparkVersion.check(SparkVersion.running());
        SparkVersion.check("4.0.2");
        SparkVersion.check("3.5.6");
        for (String other : new String[] {"2.4.8", "3.4.4", "3.50.1", "5.0.0", "40.1"}) {
            MillraceException refused = assertThrows(MillraceException.class, () -> SparkVersion.check(other));
            assertEquals(Kind.CONFIGURATION, refused.kind());
            says(refused, "Spark " + other, "for Spark 3.5 and 4");
        }
    }
}
