package dev.millrace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.file.FileSink;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StreamingContextTest {
    private final HandClock clock = new HandClock();
    private final Queue<RDD<String>> lines = new ConcurrentLinkedQueue<>();
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    private StreamingContextBuilder builder() {
        return StreamingContext.builder()
                .appName("test")
                .master("local[2]")
                .batchInterval(Duration.ofMillis(100))
                .clock(clock)
                .printStream(new PrintStream(printed, true, StandardCharsets.UTF_8));
    }

    private static PairDStream<String, Integer> count(DStream<String> lines) {
        return lines.flatMap(line -> Arrays.asList(line.split(" ")).iterator())
                .mapToPair(word -> Pair.of(word, 1))
                .reduceByKey(Integer::sum);
    }

    /** Regression: several threads could start it. */
    @Test
    void ofManyThreadsOneStartsAContext() throws Exception {
        try (StreamingContext ssc = builder().build()) {
            ssc.queueStream(lines).foreachRDD(rdd -> {});
            CountDownLatch together = new CountDownLatch(1);
            List<FutureTask<Void>> starts = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                FutureTask<Void> start = new FutureTask<>(() -> {
                    together.await();
                    ssc.start();
                    return null;
                });
                starts.add(start);
                new Thread(start).start();
            }
            together.countDown();
            int started = 0;
            for (FutureTask<Void> start : starts) {
                try {
                    start.get();
                    started++;
                } catch (ExecutionException refused) {
                    assertInstanceOf(MillraceException.class, refused.getCause());
                }
            }
            assertEquals(1, started);
        }
    }

    @Test
    void printsWordCountsAsSparkDoes() {
        try (StreamingContext ssc = builder().build()) {
            count(ssc.queueStream(lines)).print();
            lines.add(ssc.parallelize(List.of("b a b"), 1));
            BatchDriver driver = ssc.startByHand();
            driver.runBatch();
            clock.advance(Duration.ofMillis(100));
            driver.runBatch();
        }
        assertEquals("""
                -------------------------------------------
                Time: 1533118924000 ms
                -------------------------------------------
                (b,2)
                (a,1)

                -------------------------------------------
                Time: 1533118924100 ms
                -------------------------------------------

                """, printed.toString(StandardCharsets.UTF_8));
    }

    @Test
    void keepsStateFromBatchToBatch() {
        List<TreeMap<String, Integer>> totals = new ArrayList<>();
        try (StreamingContext ssc = builder().build()) {
            count(ssc.queueStream(lines))
                    .updateStateByKey((List<Integer> counts, Optional<Integer> total) -> Optional.of(
                            total.orElse(0) + counts.stream().mapToInt(c -> c).sum()))
                    .named("totals")
                    .foreachRDD(rdd -> totals.add(new TreeMap<>(rdd.collectAsMap())));
            BatchDriver driver = ssc.startByHand();
            for (int batch = 0; batch < 2; batch++) {
                lines.add(ssc.parallelize(List.of("a b", "a"), 2));
                clock.advance(Duration.ofMillis(100));
                driver.runBatch();
            }
            driver.stop();
        }
        assertEquals("[{a=2, b=1}, {a=4, b=2}]", totals.toString());
    }

    @Test
    void writesEachBatchToFilesOnce(@TempDir Path directory) throws Exception {
        Path out = directory.resolve("out");
        for (int run = 0; run < 2; run++) {
            try (StreamingContext ssc = builder()
                    .checkpointDirectory(directory.resolve("checkpoint"))
                    .build()) {
                count(ssc.queueStream(lines))
                        .repartition(1)
                        .save(FileSink.text(out))
                        .named("counts");
                BatchDriver driver = ssc.startByHand();
                lines.add(ssc.parallelize(List.of("a b", "a"), 2));
                clock.advance(Duration.ofMillis(100));
                driver.runBatch();
                driver.runBatch();
                driver.stop();
            }
        }
        try (Stream<Path> files = Files.walk(out)) {
            assertEquals(
                    List.of("batch-00000000000000000001/part-00000", "batch-00000000000000000002/part-00000"),
                    files.filter(Files::isRegularFile)
                            .map(file -> out.relativize(file).toString())
                            .filter(file -> !file.startsWith("."))
                            .sorted()
                            .toList());
        }
        assertEquals(
                List.of("(a,2)", "(b,1)"),
                Files.readAllLines(out.resolve("batch-00000000000000000002/part-00000")).stream()
                        .sorted()
                        .toList());
    }

    @Test
    void aCheckpointOfAnEmbeddedProgramLiesInALocalDirectory(@TempDir Path directory) {
        List<Path> paths = Stream.of("as uri", "as path", "as text")
                .map(directory::resolve)
                .toList();
        for (StreamingContextBuilder local : List.of(
                builder().checkpointDirectory(paths.get(0).toUri()),
                builder().checkpointDirectory(paths.get(1).toString()),
                builder().checkpointDirectory(paths.get(2).toUri().toString()))) {
            try (StreamingContext ssc = local.build()) {
                ssc.queueStream(lines).print();
                ssc.startByHand().runBatch();
            }
        }
        paths.forEach(path -> assertTrue(Files.isDirectory(path), path::toString));
        StreamingContextBuilder elsewhere = builder().checkpointDirectory("hdfs://name-node/checkpoint");
        MillraceException refused = assertThrows(MillraceException.class, elsewhere::build);
        assertEquals(MillraceException.Kind.CONFIGURATION, refused.kind());
        assertTrue(String.valueOf(refused.getMessage()).contains("hdfs://name-node/checkpoint"), refused.getMessage());
    }

    @Test
    void runsOnAThreadOfItsOwnUntilItIsStopped() throws Exception {
        List<String> seen = new CopyOnWriteArrayList<>();
        CountDownLatch two = new CountDownLatch(2);
        try (StreamingContext ssc = StreamingContext.builder()
                .appName("own thread")
                .batchInterval(Duration.ofMillis(5))
                .build()) {
            ssc.queueStream(lines).foreachRDD(rdd -> {
                seen.addAll(rdd.collect());
                if (!rdd.isEmpty()) {
                    two.countDown();
                }
            });
            lines.add(ssc.parallelize(List.of("a")));
            lines.add(ssc.parallelize(List.of("b")));
            ssc.start();
            assertTrue(two.await(60, TimeUnit.SECONDS));
            ssc.stop(StopMode.GRACEFULLY);
            assertEquals(new ContextState.Stopped(), ssc.state());
            ssc.awaitTermination();
        }
        assertEquals(List.of("a", "b"), seen);
    }

    /** Of two tasks one runs in the batch's thread, the other in one that helps it: there the call waited for itself. */
    @ParameterizedTest
    @EnumSource
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aFunctionOfAnOperatorMayStopTheContext(StopMode mode) throws Exception {
        ConcurrentLinkedQueue<RDD<Integer>> queue = new ConcurrentLinkedQueue<>();
        CyclicBarrier bothRun = new CyclicBarrier(2);
        CountDownLatch returned = new CountDownLatch(2);
        try (StreamingContext ssc = StreamingContext.builder()
                .appName("stops-itself")
                .master("local[2]")
                .batchInterval(Duration.ofMillis(1))
                .stopTimeout(Duration.ofHours(1))
                .build()) {
            ssc.queueStream(queue)
                    .mapPartitions(records -> {
                        bothRun.await();
                        ssc.stop(mode);
                        returned.countDown();
                        return records;
                    })
                    .foreachRDD(RDD::count);
            queue.add(ssc.parallelize(Collections.nCopies(10_000, 1), 2));
            ssc.start();
            ssc.awaitTermination();
            assertEquals(new ContextState.Stopped(), ssc.state());
        }
        returned.await();
    }

    /** Regression: Ctrl-C waited until an endpoint that was away had been given up, a minute long. */
    @Test
    void aStopInterruptsAStartThatWaits() throws Exception {
        CountDownLatch opening = new CountDownLatch(1);
        List<String> outcome = new CopyOnWriteArrayList<>();
        StreamingContext ssc = StreamingContext.builder()
                .appName("starts")
                .batchInterval(Duration.ofSeconds(1))
                .checkpointStorage(() -> {
                    opening.countDown();
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    throw new MillraceException(MillraceException.Kind.EXTERNAL_SYSTEM, "nobody answers");
                })
                .build();
        ssc.sourceStream(new ListSource().with("a", "0")).print();
        Thread starter = new Thread(() -> {
            MillraceException e = assertThrows(MillraceException.class, ssc::start);
            outcome.add(
                    e.getMessage() + ", interrupted: " + Thread.currentThread().isInterrupted());
        });
        starter.start();
        opening.await();
        ssc.stop();
        assertEquals(new ContextState.Stopped(), ssc.state());
        starter.join();
        assertEquals(List.of("the context was stopped while it started, interrupted: false"), outcome);
        assertEquals(new ContextState.Stopped(), ssc.state());
    }
}
