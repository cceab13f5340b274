package dev.millrace.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.BatchDriver;
import dev.millrace.MillraceException;
import dev.millrace.Pair;
import dev.millrace.PairDStream;
import dev.millrace.StreamingContext;
import dev.millrace.StreamingContextBuilder;
import dev.millrace.file.FileSink;
import dev.millrace.file.FileSource;
import dev.millrace.status.BatchStep;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Whole programs on a cluster, whose executors are killed and whose driver dies at every step of a batch. */
@Order(1)
@ExtendWith(OnCluster.class)
class ProgramOnClusterTest {
    @TempDir
    private Path directory;

    private final Map<String, Integer> sent = new TreeMap<>();
    private InputFiles input;

    @BeforeEach
    void makeInput() throws IOException {
        input = new InputFiles(directory.resolve("in"));
    }

    private StreamingContextBuilder builder() {
        return StreamingContext.builder()
                .appName("on a cluster")
                .master(OnCluster.master())
                .batchInterval(Duration.ofMillis(50))
                .checkpointDirectory(directory.resolve("checkpoint"));
    }

    private void send(String... words) throws IOException {
        input.add(List.of(String.join(" ", words)));
        for (String word : words) {
            sent.merge(word, 1, Integer::sum);
        }
    }

    private void wordCount(StreamingContext ssc) {
        PairDStream<String, Integer> counts = ssc.sourceStream(FileSource.text(directory.resolve("in")))
                .named("lines")
                .flatMap(line -> List.of(line.split(" ")).iterator())
                .mapToPair(word -> Pair.of(word, 1))
                .reduceByKey(Integer::sum);
        counts.toDStream()
                .map(pair -> pair.key() + " " + pair.value())
                .save(FileSink.text(directory.resolve("counts")))
                .named("counts");
        counts.toDStream().foreachRDD(rdd -> assertTrue(rdd.count() >= 0));
        counts.<Integer>updateStateByKey((values, state) -> Optional.of(
                        state.orElse(0) + values.stream().mapToInt(n -> n).sum()))
                .named("totals")
                .toDStream()
                .map(pair -> pair.key() + " " + pair.value())
                .save(FileSink.text(directory.resolve("totals")))
                .named("files of totals");
    }

    /** What all published batches say together, and what the last one says. */
    private Map<String, Integer> published(String output, boolean sum) throws IOException {
        Map<String, Integer> words = new TreeMap<>();
        try (DirectoryStream<Path> batches = Files.newDirectoryStream(directory.resolve(output), "batch-*")) {
            for (Path batch : batches) {
                try (DirectoryStream<Path> parts = Files.newDirectoryStream(batch)) {
                    for (Path part : parts) {
                        for (String line : Files.readAllLines(part)) {
                            String[] wordAndCount = line.split(" ");
                            words.merge(
                                    wordAndCount[0], Integer.parseInt(wordAndCount[1]), sum ? Integer::sum : Math::max);
                        }
                    }
                }
            }
        }
        return words;
    }

    private void everythingCountsOnce() throws IOException {
        assertEquals(sent, published("counts", true));
        assertEquals(sent, published("totals", false));
    }

    /** Ends a driver where it stands. */
    private static final class Death extends Error {}

    @Test
    void nothingIsLostOrDoubledWhenTheDriverDiesAtAnyStepAndAnExecutorInBetween() throws IOException {
        for (BatchStep step : BatchStep.values()) {
            boolean[] dead = {false};
            try (StreamingContext ssc = builder()
                    .batchSteps((reached, batch) -> {
                        if (reached == step) {
                            dead[0] = true;
                            throw new Death();
                        }
                    })
                    .build()) {
                wordCount(ssc);
                send("to", "be", "or", "not", step.name());
                if (step == BatchStep.SEALED || step == BatchStep.DONE) {
                    Executors.killOne(OnCluster.context());
                }
                assertThrows(Throwable.class, () -> runUntil(ssc, dead));
            }
            assertTrue(dead[0], step + " was reached");
        }
        boolean[] ended = {false};
        try (StreamingContext ssc = builder()
                .batchSteps((reached, batch) -> ended[0] |= reached == BatchStep.SOURCES_TOLD)
                .build()) {
            wordCount(ssc);
            send("the", "end");
            runUntil(ssc, ended);
        }
        everythingCountsOnce();
    }

    /** A batch in doubt runs again in the start already; a new file is found by one of the batches after it. */
    private static void runUntil(StreamingContext ssc, boolean[] over) {
        BatchDriver driver = ssc.startByHand();
        boolean read = false;
        while (!over[0] || !read) {
            read |= driver.runBatch();
        }
    }

    @Test
    void aDriverThatWasReplacedCanDoNothingMore() throws IOException {
        try (StreamingContext old = builder().build();
                StreamingContext successor = builder().build()) {
            stateAlone(old);
            stateAlone(successor);
            BatchDriver before = old.startByHand();
            send("a");
            while (!before.runBatch()) {
                // until the file is found
            }
            BatchDriver after = successor.startByHand();
            send("b");
            MillraceException refused = assertThrows(MillraceException.class, () -> {
                while (true) {
                    before.runBatch();
                }
            });
            assertTrue(String.valueOf(refused.getMessage()).contains("taken over"), refused.getMessage());
            send("a");
            int batches = 0;
            while (batches < 2 && !"(a,2) (b,1)".equals(System.getProperty("totals"))) {
                batches += after.runBatch() ? 1 : 0;
            }
        }
        assertEquals("(a,2) (b,1)", System.clearProperty("totals"));
    }

    private void stateAlone(StreamingContext ssc) {
        ssc.sourceStream(FileSource.text(directory.resolve("in")))
                .named("lines")
                .mapToPair(word -> Pair.of(word, 1))
                .<Integer>updateStateByKey((values, state) -> Optional.of(state.orElse(0) + values.size()))
                .named("totals")
                .toDStream()
                .foreachRDD(rdd -> {
                    List<String> totals =
                            rdd.map(Pair::toString).collect().stream().sorted().toList();
                    System.setProperty("totals", String.join(" ", totals));
                });
    }
}
