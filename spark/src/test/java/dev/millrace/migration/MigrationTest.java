package dev.millrace.migration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.BatchDriver;
import dev.millrace.DStream;
import dev.millrace.RDD;
import dev.millrace.StreamingContext;
import dev.millrace.connector.Clock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.streaming.Durations;
import org.apache.spark.streaming.api.java.JavaDStream;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import org.apache.spark.streaming.scheduler.StreamingListener;
import org.apache.spark.streaming.scheduler.StreamingListenerBatchCompleted;
import org.apache.spark.util.ManualClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both columns of the table in docs/migrating-from-spark.md: they are compiled, and those that can run show the same. */
@SuppressWarnings("deprecation") // which DStreams are in Spark
class MigrationTest {
    private static final String[] LINES = {"a:1 b:22 a:3", "a:3", "", "c:5", "", "", "b:1 c:5", ""};
    private static final String[] OTHERS = {"a:7 x:8", "", "c:1", "c:2", "", "b:9", "", ""};
    private static final Path MANUAL = Path.of("../docs/migrating-from-spark.md");
    private static final Path SOURCES = Path.of("src/test/java/dev/millrace/migration");

    @TempDir
    private Path directory;

    private static List<String> words(String line) {
        return Stream.of(line.split(" ")).filter(word -> !word.isEmpty()).toList();
    }

    private static String line(long millis, List<?> records) {
        return millis % 60_000 + " "
                + records.stream().map(String::valueOf).sorted().toList();
    }

    @Test
    void bothColumnsShowTheSame() throws InterruptedException {
        Map<String, List<String>> ours = ours();
        Map<String, List<String>> sparks = sparks();
        assertEquals(sparks.keySet(), ours.keySet());
        sparks.forEach((row, lines) ->
                assertEquals(String.join("\n", lines), String.join("\n", ours.getOrDefault(row, List.of())), row));
    }

    private static Map<String, List<String>> ours() {
        Map<String, List<String>> shown = new TreeMap<>();
        Queue<RDD<String>> words = new ConcurrentLinkedQueue<>();
        Queue<RDD<String>> others = new ConcurrentLinkedQueue<>();
        try (StreamingContext ssc = StreamingContext.builder()
                .appName("ours")
                .master("local[2]")
                .batchInterval(Duration.ofSeconds(1))
                .clock(new FirstBatchClock())
                .build()) {
            MillraceRows.declare(
                    ssc.queueStream(words), ssc.queueStream(others), (name, stream) -> see(stream, shown, name));
            BatchDriver driver = ssc.startByHand();
            for (int i = 0; i < LINES.length; i++) {
                words.add(ssc.parallelize(words(LINES[i]), 2));
                others.add(ssc.parallelize(words(OTHERS[i]), 2));
                driver.runBatch();
            }
        }
        return shown;
    }

    private static <T> void see(DStream<T> stream, Map<String, List<String>> shown, String name) {
        List<String> lines = shown.computeIfAbsent(name, row -> new ArrayList<>());
        stream.foreachRDD((rdd, time) -> lines.add(line(time.toEpochMilli(), rdd.collect())));
    }

    private Map<String, List<String>> sparks() throws InterruptedException {
        Map<String, List<String>> shown = new TreeMap<>();
        SparkConf conf = new SparkConf()
                .setMaster("local[2]")
                .setAppName("spark's")
                .set("spark.ui.enabled", "false")
                .set("spark.driver.host", "127.0.0.1")
                .set("spark.driver.bindAddress", "127.0.0.1")
                .set("spark.default.parallelism", "2")
                .set("spark.streaming.clock", ManualClock.class.getName());
        Queue<JavaRDD<String>> words = new ConcurrentLinkedQueue<>();
        Queue<JavaRDD<String>> others = new ConcurrentLinkedQueue<>();
        try (JavaStreamingContext ssc = new JavaStreamingContext(conf, Durations.seconds(1))) {
            ssc.checkpoint(directory.toString());
            // Spark copies the queue when the stream is made.
            for (int i = 0; i < LINES.length; i++) {
                words.add(ssc.sparkContext().parallelize(words(LINES[i]), 2));
                others.add(ssc.sparkContext().parallelize(words(OTHERS[i]), 2));
            }
            SparkRows.declare(
                    ssc.queueStream(words), ssc.queueStream(others), (name, stream) -> see(stream, shown, name));
            Semaphore completed = new Semaphore(0);
            ssc.ssc().addStreamingListener(new StreamingListener() {
                @Override
                public void onBatchCompleted(StreamingListenerBatchCompleted batch) {
                    completed.release();
                }
            });
            ManualClock clock = (ManualClock) ssc.ssc().scheduler().clock();
            ssc.start();
            for (int i = 0; i < LINES.length; i++) {
                clock.advance(1_000);
                assertTrue(completed.tryAcquire(180, TimeUnit.SECONDS), "Spark's batch ends");
            }
        }
        return shown;
    }

    private static <T> void see(JavaDStream<T> stream, Map<String, List<String>> shown, String name) {
        List<String> lines = shown.computeIfAbsent(name, row -> new ArrayList<>());
        stream.foreachRDD((rdd, time) -> lines.add(line(time.milliseconds(), rdd.collect())));
    }

    /** Every code of the table is a part of a line of its column's class. */
    @Test
    void theTableShowsWhatIsCompiled() throws IOException {
        String left = squeezed(Files.readString(SOURCES.resolve("SparkRows.java")));
        String right = squeezed(Files.readString(SOURCES.resolve("MillraceRows.java")));
        Matcher row = Pattern.compile("(?m)^\\| `(.+?)` \\| `(.+?)` \\|").matcher(Files.readString(MANUAL));
        int rows = 0;
        while (row.find()) {
            rows++;
            assertTrue(left.contains(squeezed(row.group(1))), row.group(1));
            assertTrue(right.contains(squeezed(row.group(2))), row.group(2));
        }
        assertTrue(rows >= 30, rows + " rows");
    }

    private static String squeezed(String code) {
        return code.replaceAll("\\s+", "");
    }

    /** Batches at 1 s, 2 s, …, as with Spark's clock, which begins at 0. */
    private static final class FirstBatchClock implements Clock {
        @Override
        public Instant instant() {
            return Instant.ofEpochSecond(3_601);
        }

        @Override
        public long nanoTime() {
            return 0;
        }

        @Override
        public void park(long deadlineNanos) {}

        @Override
        public void wake() {}
    }
}
