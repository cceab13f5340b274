package dev.millrace.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.BatchDriver;
import dev.millrace.MillraceException;
import dev.millrace.Pair;
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
import java.util.stream.Stream;
import org.apache.spark.SparkEnv;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Receivers in the driver, their blocks on shared storage, batches in executors that are killed and drivers that die. */
@Order(1)
@Timeout(600)
@ExtendWith(OnCluster.class)
class ReceiversOnClusterTest {
    @TempDir
    private Path directory;

    private final List<String> acknowledged = new ArrayList<>();

    private StreamingContextBuilder builder() {
        return StreamingContext.builder()
                .appName("receivers on a cluster")
                .master(OnCluster.master())
                .batchInterval(Duration.ofMillis(50))
                .checkpointDirectory(directory.resolve("checkpoint"));
    }

    /** What {@code store} has returned for is acknowledged. */
    private void send(PushedReceiver receiver, String... words) throws InterruptedException {
        receiver.send(words);
        acknowledged.addAll(List.of(words));
    }

    private void program(StreamingContext ssc, PushedReceiver left, PushedReceiver right) {
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
            PushedReceiver left = new PushedReceiver();
            PushedReceiver right = new PushedReceiver();
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
                    Executors.killOne(OnCluster.context());
                }
                assertThrows(Death.class, () -> {
                    while (!dead[0]) {
                        driver.runBatch();
                    }
                });
            }
        }
        PushedReceiver left = new PushedReceiver();
        try (StreamingContext ssc = builder().build()) {
            program(ssc, left, new PushedReceiver());
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
        PushedReceiver before = new PushedReceiver();
        PushedReceiver after = new PushedReceiver();
        try (StreamingContext old = builder().build();
                StreamingContext successor = builder().build()) {
            program(old, before, new PushedReceiver());
            program(successor, after, new PushedReceiver());
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
