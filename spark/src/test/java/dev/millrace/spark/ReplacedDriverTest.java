package dev.millrace.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.BatchDriver;
import dev.millrace.LongAccumulator;
import dev.millrace.MillraceException;
import dev.millrace.Pair;
import dev.millrace.StreamingContext;
import dev.millrace.StreamingContextBuilder;
import dev.millrace.file.FileSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two drivers at the same time, of which one doesn't know that it was replaced. */
@Timeout(600)
class ReplacedDriverTest {
    @TempDir
    private static Path work;

    private static MiniCluster cluster;
    private static JavaSparkContext context;

    @TempDir
    private Path directory;

    private final List<String> sent = new ArrayList<>();
    private InputFiles input;

    @BeforeAll
    static void start() {
        cluster = new MiniCluster(work);
        // A held task keeps its executor busy: nobody should wait for it long.
        context = new JavaSparkContext(cluster.application().set("spark.locality.wait", "50ms"));
    }

    @AfterAll
    static void stop() {
        context.stop();
        cluster.close();
    }

    @BeforeEach
    void makeInput() throws IOException {
        input = new InputFiles(directory.resolve("in"));
    }

    private StreamingContextBuilder builder() {
        return StreamingContext.builder()
                .appName("replaced")
                .master(cluster.master())
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

    /** Everything that a program can write: marked and staged output, state, totals. */
    private LongAccumulator everything(StreamingContext ssc, String gate) {
        String once = directory.toString();
        LongAccumulator lines = ssc.longAccumulator("lines");
        var stream = ssc.sourceStream(FileSource.text(directory.resolve("in"))).named("lines");
        stream.map(line -> {
                    lines.add(1);
                    return line;
                })
                .save(new MarkedFiles(directory.resolve("marked").toString(), (moment, task, records) -> {
                    if (gate.equals("sink") && moment.equals("before") && records.contains("gate")) {
                        hold(once);
                    }
                }))
                .named("marked");
        stream.save(new StagedFiles(directory.resolve("staged").toString())).named("staged");
        stream.mapToPair(line -> Pair.of(line, 1))
                .<Integer>updateStateByKey((values, count) -> {
                    if (gate.equals("state") && values.size() > 0 && count.orElse(0) == 0) {
                        holdOnce(once);
                    }
                    return Optional.of(count.orElse(0) + values.size());
                })
                .named("counts")
                .toDStream()
                .map(Pair::toString)
                .save(new StagedFiles(directory.resolve("counts").toString()))
                .named("counts of lines");
        return lines;
    }

    private static void hold(String once) throws IOException {
        Once.first(once, "held");
        Once.awaitOther(once, "released");
    }

    /** In the batch that is to be held, and in no other. */
    private static void holdOnce(String once) throws IOException {
        if (Files.exists(Path.of(once, "hold"))) {
            hold(once);
        }
    }

    /**
     * A driver is held in the middle of a batch. Another takes over, runs that batch and one more. Then the first goes on
     * at the same time as the second: nothing that it writes counts.
     */
    @ParameterizedTest
    @ValueSource(strings = {"sink", "state"})
    void nothingCountsThatADriverWritesAfterItWasReplaced(String gate) throws Exception {
        String once = directory.toString();
        try (StreamingContext zombie = builder().build();
                StreamingContext ssc = builder().build()) {
            everything(zombie, gate);
            BatchDriver held = zombie.startByHand();
            send("a", "b");
            InputFiles.runBatch(held);
            Once.first(once, "hold");
            send("a", "gate");
            FutureTask<Boolean> batch = new FutureTask<>(() -> InputFiles.runBatch(held), true);
            new Thread(batch, "zombie").start();
            Once.awaitOther(once, "held", batch);

            LongAccumulator lines = everything(ssc, "");
            BatchDriver driver = ssc.startByHand();
            send("a", "c");
            InputFiles.runBatch(driver);
            Once.first(once, "released");
            send("b", "d");
            InputFiles.runBatch(driver);

            ExecutionException failed = assertThrows(ExecutionException.class, batch::get);
            MillraceException refused = (MillraceException) Objects.requireNonNull(failed.getCause());
            assertEquals(MillraceException.Kind.CONFIGURATION, refused.kind(), refused.getMessage());
            assertTrue(String.valueOf(refused.getMessage()).contains("taken over"), refused.getMessage());
            assertEquals(sent.size(), lines.value());
        }
        try (StreamingContext ssc = builder().build()) {
            LongAccumulator lines = everything(ssc, "");
            BatchDriver driver = ssc.startByHand();
            send("a");
            InputFiles.runBatch(driver);
            assertEquals(sent.size(), lines.value());
        }
        assertEquals(sent(), MarkedFiles.read(directory.resolve("marked")));
        assertEquals(sent(), MarkedFiles.read(directory.resolve("staged")));
        List<String> counts = MarkedFiles.read(directory.resolve("counts"));
        assertTrue(counts.contains("(a,4)"), counts::toString);
        assertEquals(0, counts.stream().filter("(a,5)"::equals).count());
        for (String line : List.of("(b,2)", "(c,1)", "(d,1)", "(gate,1)")) {
            assertTrue(counts.contains(line), counts::toString);
        }
    }
}
