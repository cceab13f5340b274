package dev.millrace.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.BatchDriver;
import dev.millrace.MillraceException;
import dev.millrace.Pair;
import dev.millrace.Receiver;
import dev.millrace.StreamingContext;
import dev.millrace.StreamingContextBuilder;
import dev.millrace.status.BatchStep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Receivers in the driver, their blocks on shared storage, batches in executors that are killed and drivers that die. */
@Timeout(300)
class ReceiversOnClusterTest {
    @TempDir
    private static Path work;

    private static MiniCluster cluster;
    private static JavaSparkContext context;

    @TempDir
    private Path directory;

    private final List<String> acknowledged = new ArrayList<>();

    @BeforeAll
    static void start() {
        cluster = new MiniCluster(work);
        context = new JavaSparkContext(cluster.application());
    }

    @AfterAll
    static void stop() {
        context.stop();
        cluster.close();
    }

    private StreamingContextBuilder builder() {
        return StreamingContext.builder()
                .appName("receivers on a cluster")
                .master(cluster.master())
                .batchInterval(Duration.ofMillis(50))
                .checkpointDirectory(directory.resolve("checkpoint"));
    }

    /** Stores what a test wants. */
    private static final class Pushed extends Receiver<String> {
        private final CountDownLatch started = new CountDownLatch(1);

        @Override
        public void onStart() {
            started.countDown();
        }

        @Override
        public void onStop() {}
    }

    /** What {@code store} has returned for is acknowledged. */
    private void send(Pushed receiver, String... words) throws InterruptedException {
        receiver.started.await();
        receiver.store(List.of(words));
        acknowledged.addAll(List.of(words));
    }

    private void program(StreamingContext ssc, Pushed left, Pushed right) {
        var words = ssc.receiverStream(left)
                .named("left")
                .union(ssc.receiverStream(right).named("right"));
        words.foreachRDD(rdd -> assertTrue(rdd.count() >= 0));
        words.save(new StagedFiles(directory.resolve("staged").toString())).named("staged");
        words.map(word -> SparkEnv.get().executorId())
                .save(new StagedFiles(directory.resolve("readers").toString()))
                .named("readers");
        words.mapToPair(word -> Pair.of(word, 1))
                .<Integer>updateStateByKey((values, count) -> Optional.of(count.orElse(0) + values.size()))
                .named("counts")
                .toDStream()
                .map(Pair::toString)
                .save(new StagedFiles(directory.resolve("counts").toString()))
                .named("counts of words");
    }

    /** Ends a driver where it stands. */
    private static final class Death extends Error {}

    @Test
    void whatWasAcknowledgedIsThereOnceWhicheverDriverAndExecutorDies() throws Exception {
        for (BatchStep step : BatchStep.values()) {
            boolean[] dead = {false};
            Pushed left = new Pushed();
            Pushed right = new Pushed();
            try (StreamingContext ssc = builder()
                    .batchSteps((reached, batch) -> {
                        if (reached == step && acknowledged.contains("right of " + step)) {
                            dead[0] = true;
                            throw new Death();
                        }
                    })
                    .build()) {
                program(ssc, left, right);
                BatchDriver driver = ssc.startByHand();
                send(left, "left of " + step, "again");
                send(right, "right of " + step);
                if (step == BatchStep.SEALED || step == BatchStep.DONE) {
                    Executors.killOne(context);
                }
                assertThrows(Death.class, () -> {
                    while (!dead[0]) {
                        driver.runBatch();
                    }
                });
            }
        }
        Pushed left = new Pushed();
        try (StreamingContext ssc = builder().build()) {
            program(ssc, left, new Pushed());
            BatchDriver driver = ssc.startByHand();
            send(left, "end");
            driver.runBatch();
            driver.stop();
            assertTrue(ssc.status().sources().get(0).replayable());
            assertTrue(blocks() <= 4, () -> "what is done was deleted, but for the last: " + blocks());
        }
        assertEquals(acknowledged.stream().sorted().toList(), MarkedFiles.read(directory.resolve("staged")));
        List<String> counts = MarkedFiles.read(directory.resolve("counts"));
        int again = BatchStep.values().length;
        assertTrue(counts.contains("(again," + again + ")"), counts::toString);
        assertFalse(counts.contains("(again," + (again + 1) + ")"), counts::toString);
        List<String> readers = MarkedFiles.read(directory.resolve("readers"));
        assertEquals(acknowledged.size(), readers.size());
        assertFalse(readers.contains("driver"), readers::toString);
    }

    private long blocks() {
        try (Stream<Path> files = Files.walk(directory.resolve("checkpoint").resolve("blocks"))) {
            return files.filter(Files::isRegularFile).count();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void aDriverThatWasReplacedAcknowledgesNothingMore() throws Exception {
        Pushed before = new Pushed();
        Pushed after = new Pushed();
        try (StreamingContext old = builder().build();
                StreamingContext successor = builder().build()) {
            program(old, before, new Pushed());
            program(successor, after, new Pushed());
            BatchDriver oldDriver = old.startByHand();
            send(before, "a");
            oldDriver.runBatch();
            send(before, "waits");

            BatchDriver driver = successor.startByHand();
            MillraceException refused =
                    assertThrows(MillraceException.class, () -> before.store(List.of("not acknowledged")));
            assertTrue(Objects.requireNonNull(refused.getMessage()).contains("source 'left'"), refused.getMessage());
            assertTrue(refused.getMessage().contains("taken over"), refused.getMessage());
            send(after, "b");
            driver.runBatch();
            driver.stop();
            assertThrows(MillraceException.class, oldDriver::runBatch);
        }
        assertEquals(List.of("a", "b", "waits"), MarkedFiles.read(directory.resolve("staged")));
    }
}
