package dev.millrace.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.BatchDriver;
import dev.millrace.MillraceException;
import dev.millrace.Pair;
import dev.millrace.StreamingContext;
import dev.millrace.StreamingContextBuilder;
import dev.millrace.file.FileSource;
import dev.millrace.status.BatchStep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program on a Spark cluster whose checkpoint lies on HDFS: executors write state there, drivers race for it. */
class ProgramOnHdfsTest {
    @TempDir
    private static Path work;

    private static MiniHdfs hdfs;
    private static MiniCluster cluster;
    private static JavaSparkContext context;

    /** What the last batch that was run showed as totals. */
    private static final Map<String, Integer> SHOWN = new TreeMap<>();

    @TempDir
    private Path directory;

    private final Map<String, Integer> sent = new TreeMap<>();
    private int files;

    @BeforeAll
    static void start() throws IOException {
        hdfs = new MiniHdfs(work.resolve("hdfs"));
        cluster = new MiniCluster(work.resolve("spark"));
        // A single name node that comes back is waited for, as on a cluster with two of them.
        context = new JavaSparkContext(cluster.application()
                .set("spark.hadoop.dfs.client.retry.policy.enabled", "true")
                .set("spark.hadoop.dfs.client.retry.policy.spec", "100,600")
                .set("spark.hadoop.dfs.client.block.write.locateFollowingBlock.initial.delay.ms", "20")
                .set("spark.hadoop.dfs.client.block.write.locateFollowingBlock.retries", "12"));
    }

    @AfterAll
    static void stop() {
        context.stop();
        cluster.close();
        hdfs.close();
    }

    private StreamingContextBuilder builder(String checkpoint) {
        return StreamingContext.builder()
                .appName("on HDFS")
                .master(cluster.master())
                .batchInterval(Duration.ofMillis(50))
                .checkpointDirectory(hdfs.directory(checkpoint));
    }

    private void send(String... words) throws IOException {
        Path in = Files.createDirectories(directory.resolve("in"));
        Path hidden = in.resolve(".hidden");
        Files.writeString(hidden, String.join("\n", words) + "\n");
        Files.move(hidden, in.resolve(Integer.toString(files++)));
        for (String word : words) {
            sent.merge(word, 1, Integer::sum);
        }
    }

    private StreamingContext totals(StreamingContext ssc) {
        ssc.sourceStream(FileSource.text(directory.resolve("in")))
                .named("lines")
                .mapToPair(word -> Pair.of(word, 1))
                .<Integer>updateStateByKey((values, state) -> Optional.of(state.orElse(0) + values.size()))
                .named("totals")
                .foreachRDD(rdd -> {
                    SHOWN.clear();
                    SHOWN.putAll(rdd.collectAsMap());
                });
        return ssc;
    }

    /** Ends a driver where it stands. */
    private static final class Death extends Error {}

    @Test
    void stateIsExactAfterDriversExecutorsAndTheNameNodeDied() throws IOException {
        send("to", "be");
        for (BatchStep step : new BatchStep[] {BatchStep.SEALED, BatchStep.DONE}) {
            try (StreamingContext ssc = totals(builder("exact")
                    .batchSteps((reached, batch) -> {
                        if (reached == step) {
                            throw new Death();
                        }
                    })
                    .build())) {
                assertThrows(Death.class, () -> untilFound(ssc.startByHand()));
            }
            if (step == BatchStep.SEALED) {
                Executors.killOne(context);
            } else {
                hdfs.restartNameNode();
            }
            send("or", "not", "to", "be");
        }
        try (StreamingContext ssc = totals(builder("exact").build())) {
            BatchDriver driver = ssc.startByHand();
            untilFound(driver);
            assertEquals(sent, SHOWN);
            send("to");
            untilFound(driver);
            assertEquals(sent, SHOWN);
        }
    }

    private StreamingContext received(StreamingContext ssc, PushedReceiver receiver) {
        ssc.receiverStream(receiver)
                .named("words")
                .mapToPair(word -> Pair.of(word, 1))
                .<Integer>updateStateByKey((values, state) -> Optional.of(state.orElse(0) + values.size()))
                .named("totals")
                .foreachRDD(rdd -> {
                    SHOWN.clear();
                    SHOWN.putAll(rdd.collectAsMap());
                });
        return ssc;
    }

    private void store(PushedReceiver receiver, String... words) throws InterruptedException {
        receiver.send(words);
        for (String word : words) {
            sent.merge(word, 1, Integer::sum);
        }
    }

    /** The driver dies before its batch is sealed, in it, and after it; an executor and the name node die as well. */
    @Test
    void whatAReceiverAcknowledgedLiesOnHdfsAndCountsOnceWhoeverDies() throws Exception {
        for (BatchStep step : new BatchStep[] {BatchStep.TICKED, BatchStep.SEALED, BatchStep.DONE}) {
            boolean[] acknowledged = {false};
            PushedReceiver receiver = new PushedReceiver();
            try (StreamingContext ssc = received(
                    builder("received")
                            .batchSteps((reached, batch) -> {
                                if (reached == step && acknowledged[0]) {
                                    throw new Death();
                                }
                            })
                            .build(),
                    receiver)) {
                BatchDriver driver = ssc.startByHand();
                store(receiver, "to", "be", step.name());
                acknowledged[0] = true;
                assertTrue(blocks("received") > 0, "what is acknowledged is a block on HDFS");
                if (step == BatchStep.SEALED) {
                    Executors.killOne(context);
                }
                assertThrows(Death.class, () -> untilFound(driver));
            }
            if (step == BatchStep.SEALED) {
                hdfs.restartNameNode();
            }
        }
        PushedReceiver receiver = new PushedReceiver();
        try (StreamingContext ssc = received(builder("received").build(), receiver)) {
            BatchDriver driver = ssc.startByHand();
            store(receiver, "end");
            untilFound(driver);
            assertEquals(sent, SHOWN);
        }
    }

    private static long blocks(String checkpoint) throws IOException {
        RemoteIterator<LocatedFileStatus> files = hdfs.files()
                .listFiles(
                        new org.apache.hadoop.fs.Path(hdfs.directory(checkpoint).resolve(checkpoint + "/blocks")),
                        true);
        long count = 0;
        while (files.hasNext()) {
            files.next();
            count++;
        }
        return count;
    }

    private static void untilFound(BatchDriver driver) {
        while (!driver.runBatch()) {
            // until the file is found
        }
    }

    @Test
    void ofTwoDriversTheLaterOneGoesOnAndTheOtherIsRefused() throws IOException {
        send("a");
        try (StreamingContext old = totals(builder("raced").build());
                StreamingContext successor = totals(builder("raced").build())) {
            BatchDriver before = old.startByHand();
            untilFound(before);
            BatchDriver after = successor.startByHand();
            send("b");
            MillraceException refused = assertThrows(MillraceException.class, () -> untilFound(before));
            assertEquals(MillraceException.Kind.CONFIGURATION, refused.kind());
            assertTrue(String.valueOf(refused.getMessage()).contains("taken over"), refused.getMessage());
            untilFound(after);
            assertEquals(sent, SHOWN);
        }
    }
}
