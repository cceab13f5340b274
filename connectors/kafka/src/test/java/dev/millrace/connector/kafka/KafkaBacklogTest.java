package dev.millrace.connector.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.BatchDriver;
import dev.millrace.StreamingContext;
import dev.millrace.log.SyncPolicy;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a topic that fills up while nobody reads does to the first batch: on a real broker. */
class KafkaBacklogTest {
    private static final int FIRST_MAX = 300;
    private static final int BACKLOG = 4_000;
    private static final long WAIT_NANOS = 120_000_000_000L;

    private final LocalKafka in = LocalKafka.shared();
    private final List<List<String>> batches = new ArrayList<>();
    private int appended;

    @TempDir
    private Path directory;

    @BeforeEach
    void createTopic() {
        in.create(2);
    }

    @AfterEach
    void close() {
        in.close();
    }

    @Test
    void theFirstBatchTakesPartOfABacklogAlsoAfterAPause() {
        for (int life = 0; life < 3; life++) {
            append();
            batches.clear();
            runUntilAllIsRead();
            assertTrue(
                    batches.get(0).size() <= FIRST_MAX,
                    () -> "the first batch took " + batches.get(0).size());
            assertTrue(batches.size() > 1);
            assertEquals(
                    IntStream.range(appended - BACKLOG, appended)
                            .mapToObj(String::valueOf)
                            .sorted()
                            .toList(),
                    batches.stream().flatMap(List::stream).sorted().toList(),
                    "each once");
        }
    }

    private void append() {
        String[] values = IntStream.range(appended, appended + BACKLOG)
                .mapToObj(String::valueOf)
                .toArray(String[]::new);
        appended += BACKLOG;
        in.append(0, Arrays.copyOfRange(values, 0, BACKLOG / 2));
        in.append(1, Arrays.copyOfRange(values, BACKLOG / 2, BACKLOG));
    }

    private void runUntilAllIsRead() {
        try (StreamingContext ssc = StreamingContext.builder()
                .appName("backlog-" + in.topic())
                .master("local[2]")
                .batchInterval(Duration.ofMillis(100))
                .checkpointDirectory(directory.resolve("checkpoint"))
                .syncPolicy(SyncPolicy.operatingSystem())
                .recordsFirstBatchMax(FIRST_MAX)
                .printStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                .build()) {
            ssc.sourceStream(in.source().messageHandler(KafkaRecord::value).build())
                    .foreachRDD(rdd -> {
                        List<String> values = rdd.collect();
                        if (!values.isEmpty()) {
                            batches.add(values);
                        }
                    });
            BatchDriver driver = ssc.startByHand();
            long begin = System.nanoTime();
            while (read() < BACKLOG && System.nanoTime() - begin < WAIT_NANOS) {
                if (!driver.runBatch()) {
                    LockSupport.parkNanos(2_000_000);
                }
            }
            driver.stop();
        }
    }

    private int read() {
        return batches.stream().mapToInt(List::size).sum();
    }
}
