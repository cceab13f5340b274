package dev.millrace.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.BatchDriver;
import dev.millrace.Pair;
import dev.millrace.StreamingContext;
import dev.millrace.StreamingContextBuilder;
import dev.millrace.file.FileSink;
import dev.millrace.file.FileSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.TaskContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What leaves a cluster, leaves once, whatever its tasks do twice. */
@Timeout(600)
@Order(1)
@ExtendWith(OnCluster.class)
class SinksOnClusterTest {
    @TempDir
    private Path directory;

    private final List<String> sent = new ArrayList<>();
    private InputFiles input;

    @BeforeEach
    void makeInput() throws IOException {
        input = new InputFiles(directory.resolve("in"));
    }

    private StreamingContextBuilder builder() {
        return StreamingContext.builder()
                .appName("sinks")
                .master(OnCluster.master())
                .batchInterval(Duration.ofMillis(50))
                .checkpointDirectory(directory.resolve("checkpoint"));
    }

    /** A file, and so a split, for each line. */
    private void send(String... lines) throws IOException {
        for (String line : lines) {
            input.add(List.of(line));
            sent.add(line);
        }
    }

    private List<String> sent() {
        return sent.stream().sorted().toList();
    }

    private void copyToMarkedFiles(StreamingContext ssc, MarkedFiles.Trouble trouble) {
        ssc.sourceStream(FileSource.text(directory.resolve("in")))
                .named("lines")
                .save(new MarkedFiles(directory.resolve("marked").toString(), trouble))
                .named("marked");
    }

    @Test
    void aTaskThatFailsOrDiesAfterItsTransactionIsNotDoubled() throws IOException {
        String once = directory.toString();
        try (StreamingContext ssc = builder().build()) {
            copyToMarkedFiles(ssc, (moment, task, records) -> {
                if (moment.equals("after") && records.contains("fails") && Once.first(once, "failed")) {
                    throw new IllegalStateException("after the transaction");
                }
                if (moment.equals("after") && records.contains("no answer") && Once.first(once, "unanswered")) {
                    throw new IOException("the answer was lost");
                }
                if (moment.equals("after") && records.contains("dies") && Once.first(once, "died")) {
                    Runtime.getRuntime().halt(9);
                }
            });
            BatchDriver driver = ssc.startByHand();
            send("a", "no answer", "b", "fails");
            InputFiles.runBatch(driver);
            send("c", "dies");
            InputFiles.runBatch(driver);
        }
        assertEquals(sent(), MarkedFiles.read(directory.resolve("marked")));
        assertTrue(Files.exists(directory.resolve("failed")));
        assertTrue(Files.exists(directory.resolve("unanswered")));
        assertTrue(Files.exists(directory.resolve("died")));
    }

    /** The first attempt has committed and hangs until the second, which Spark starts beside it, is through. */
    @Test
    void anAttemptBesideOneThatHasCommittedWritesNothing() throws IOException {
        String once = directory.toString();
        try (StreamingContext ssc = builder().build()) {
            copyToMarkedFiles(ssc, (moment, task, records) -> {
                boolean isSecond = TaskContext.get().attemptNumber() > 0;
                if (moment.equals("after") && isSecond) {
                    Once.first(once, "second");
                } else if (moment.equals("after") && records.contains("slow") && Once.first(once, "slow")) {
                    Once.awaitOther(once, "second");
                }
            });
            BatchDriver driver = ssc.startByHand();
            send("a", "slow", "b", "c");
            InputFiles.runBatch(driver);
        }
        assertEquals(sent(), MarkedFiles.read(directory.resolve("marked")));
        assertTrue(Files.exists(directory.resolve("second")), "there were two attempts");
    }

    private List<String> published(String output) throws IOException {
        List<String> lines = new ArrayList<>();
        try (Stream<Path> parts = Files.walk(directory.resolve(output))) {
            for (Path part : parts.filter(Files::isRegularFile)
                    .filter(path -> String.valueOf(path.getParent()).contains("/batch-"))
                    .toList()) {
                lines.addAll(Files.readAllLines(part));
            }
        }
        return lines.stream().sorted().toList();
    }

    /** The state's values are lists, which the function changes in place before it fails. */
    @Test
    void valuesThatAFailedAttemptChangedInPlaceAreReadAgain() throws IOException {
        String once = directory.toString();
        try (StreamingContext ssc = builder().build()) {
            ssc.sourceStream(FileSource.text(directory.resolve("in")))
                    .named("lines")
                    .mapToPair(line -> Pair.of(line.charAt(0), line))
                    .<ArrayList<String>>updateStateByKey((lines, state) -> {
                        ArrayList<String> all = state.orElseGet(ArrayList::new);
                        all.addAll(lines);
                        if (lines.contains("a2") && Once.first(once, "failed")) {
                            throw new IllegalStateException("after the change");
                        }
                        return Optional.of(all);
                    })
                    .named("all")
                    .toDStream()
                    .map(pair -> String.join("+", pair.value()))
                    .save(FileSink.text(directory.resolve("out")))
                    .named("out");
            BatchDriver driver = ssc.startByHand();
            send("a1", "b1");
            InputFiles.runBatch(driver);
            send("a2");
            InputFiles.runBatch(driver);
            send("a3");
            InputFiles.runBatch(driver);
        }
        assertTrue(Files.exists(directory.resolve("failed")));
        // Batches that have read nothing put the state out once more.
        assertEquals(
                List.of("a1", "a1+a2", "a1+a2+a3", "b1"),
                published("out").stream().distinct().toList());
    }
}
