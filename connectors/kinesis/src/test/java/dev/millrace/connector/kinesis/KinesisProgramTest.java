package dev.millrace.connector.kinesis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.BatchDriver;
import dev.millrace.MillraceException;
import dev.millrace.Pair;
import dev.millrace.StreamingContext;
import dev.millrace.StreamingContextBuilder;
import dev.millrace.batch.BatchSteps;
import dev.millrace.connector.BadRecordPolicy;
import dev.millrace.file.FileSink;
import dev.millrace.log.SyncPolicy;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole programs that read a real server. */
class KinesisProgramTest {
    private static final int KEYS = 12;
    private static final int BATCHES_MAX = 5_000;

    private final LocalKinesis kinesis = LocalKinesis.shared();
    private final int[] sent = new int[KEYS];

    @TempDir
    private Path directory;

    @AfterEach
    void close() {
        kinesis.close();
    }

    /** Dies at any step of a batch's life, again and again, while the stream is split and merged. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void everyRecordIsInTheFilesOnceAndEachKeyInItsOrder(long seed) throws Exception {
        Random random = new Random(seed);
        kinesis.create(2);
        for (int life = 0; life < 6; life++) {
            AtomicInteger stepsLeft = new AtomicInteger(5 + random.nextInt(60));
            BatchSteps death = (step, batch) -> {
                if (stepsLeft.decrementAndGet() <= 0) {
                    throw new IllegalStateException("killed at " + step + " of batch " + batch);
                }
            };
            runUntilDeath(random, death);
        }
        runUntilAllIsWritten();
        assertFilesHoldAllOnceAndInOrder();
    }

    @Test
    void aMessageHandlerSeesTheWholeRecord() throws Exception {
        kinesis.create(2);
        send(10 * KEYS);
        Map<String, Long> counts = new TreeMap<>();
        try (StreamingContext ssc = builder(BatchSteps.NONE).build()) {
            ssc.sourceStream(kinesis.source()
                            .messageHandler(KinesisRecord::partitionKey)
                            .build())
                    .countByValue()
                    .foreachRDD(rdd -> rdd.collectAsMap().forEach((key, count) -> counts.merge(key, count, Long::sum)));
            BatchDriver driver = ssc.startByHand();
            ByHand.runUntil(
                    driver, () -> counts.values().stream().mapToLong(n -> n).sum() == 10 * KEYS);
            driver.stop();
        }
        assertEquals(KEYS, counts.size());
        counts.forEach((key, count) -> assertEquals(10, count, key));
    }

    @Test
    void stateCountsEveryRecordOnceAcrossRestarts() throws Exception {
        kinesis.create(2);
        Map<String, Integer> totals = new TreeMap<>();
        for (int run = 1; run <= 3; run++) {
            send(10 * KEYS);
            int expected = 10 * KEYS * run;
            try (StreamingContext ssc = builder(BatchSteps.NONE).build()) {
                ssc.sourceStream(kinesis.source()
                                .messageHandler(KinesisRecord::partitionKey)
                                .build())
                        .mapToPair(key -> Pair.of(key, 1))
                        .updateStateByKey((List<Integer> news, Optional<Integer> total) ->
                                Optional.of(total.orElse(0) + news.size()))
                        .named("totals")
                        .foreachRDD(rdd -> totals.putAll(rdd.collectAsMap()));
                BatchDriver driver = ssc.startByHand();
                ByHand.runUntil(
                        driver, () -> totals.values().stream().mapToInt(n -> n).sum() == expected);
                driver.stop();
            }
        }
        assertEquals(KEYS, totals.size());
        totals.forEach((key, total) -> assertEquals(30, total, key));
    }

    @Test
    void badRecordsAreSkippedAndCountedIfOneWants() throws Exception {
        kinesis.create(1);
        kinesis.putTo(0, "1", "two", "3");
        List<Integer> seen = new ArrayList<>();
        try (StreamingContext ssc = builder(BatchSteps.NONE).build()) {
            ssc.sourceStream(kinesis.source()
                            .messageHandler(record -> Integer.parseInt(new String(record.data(), UTF_8)))
                            .onBadRecord(BadRecordPolicy.SKIP_AND_COUNT)
                            .build())
                    .foreachRDD(rdd -> seen.addAll(rdd.collect()));
            BatchDriver driver = ssc.startByHand();
            ByHand.runUntil(driver, () -> seen.size() == 2);
            driver.stop();
        }
        assertEquals(List.of(1, 3), seen);
    }

    @Test
    void aBadRecordFailsTheProgramAndNamesItsPlace() throws Exception {
        kinesis.create(1);
        kinesis.putTo(0, "two");
        try (StreamingContext ssc = builder(BatchSteps.NONE).build()) {
            ssc.sourceStream(kinesis.source()
                            .messageHandler(record -> Integer.parseInt(new String(record.data(), UTF_8)))
                            .build())
                    .foreachRDD(rdd -> rdd.count());
            BatchDriver driver = ssc.startByHand();
            MillraceException e = assertThrows(MillraceException.class, () -> ByHand.runUntil(driver, () -> false));
            Expect.says(
                    MillraceException.Kind.USER_CODE, e, "kinesis:" + kinesis.stream(), "shardId-000000000000", "two");
        }
    }

    @Test
    void aStreamMadeAgainIsRefusedAtTheNextStart() throws Exception {
        kinesis.create(1);
        kinesis.putTo(0, "one");
        runOnce();
        kinesis.delete();
        kinesis.clock().pass(Duration.ofSeconds(5));
        kinesis.create(1);
        MillraceException e = assertThrows(MillraceException.class, this::runOnce);
        Expect.says(MillraceException.Kind.CONFIGURATION, e, "kinesis:" + kinesis.stream());
    }

    private void runOnce() {
        try (StreamingContext ssc = builder(BatchSteps.NONE).build()) {
            ssc.sourceStream(kinesis.source().build()).count().print();
            BatchDriver driver = ssc.startByHand();
            driver.runBatch();
            driver.stop();
        }
    }

    private void runUntilDeath(Random random, BatchSteps death) {
        try (StreamingContext ssc = lines(death)) {
            BatchDriver driver = ssc.startByHand();
            for (int i = 0; i < BATCHES_MAX; i++) {
                send(random.nextInt(2 * KEYS));
                if (random.nextInt(5) == 0) {
                    reshard(random);
                }
                driver.runBatch();
            }
            throw new AssertionError("it did not die");
        } catch (MillraceException | IllegalStateException e) {
            assertTrue(e.toString().contains("killed at"), e.toString());
        }
    }

    private void runUntilAllIsWritten() throws Exception {
        try (StreamingContext ssc = lines(BatchSteps.NONE)) {
            BatchDriver driver = ssc.startByHand();
            int expected = sum();
            ByHand.runUntil(driver, () -> written() >= expected);
            driver.stop();
        }
    }

    private StreamingContext lines(BatchSteps death) {
        StreamingContext ssc = builder(death).build();
        ssc.sourceStream(kinesis.source().build())
                .map(data -> new String(data, UTF_8))
                .save(FileSink.text(output()))
                .named("lines");
        return ssc;
    }

    private StreamingContextBuilder builder(BatchSteps steps) {
        return StreamingContext.builder()
                .appName("kinesis-test")
                .master("local[2]")
                .batchInterval(Duration.ofMillis(100))
                .checkpointDirectory(directory.resolve("checkpoint"))
                .syncPolicy(SyncPolicy.operatingSystem())
                .recordsPerBatchMax(15)
                .clock(kinesis.clock())
                .printStream(new PrintStream(OutputStream.nullOutputStream(), false, UTF_8))
                .batchSteps(steps);
    }

    private void assertFilesHoldAllOnceAndInOrder() throws IOException {
        Map<String, Integer> next = new HashMap<>();
        for (Path file : files()) {
            for (String line : Files.readAllLines(file)) {
                String[] parts = line.split(":", -1);
                assertEquals(next.getOrDefault(parts[0], 0), Integer.parseInt(parts[1]), "key " + parts[0]);
                next.merge(parts[0], 1, Integer::sum);
            }
        }
        assertEquals(sum(), next.values().stream().mapToInt(n -> n).sum());
    }

    /** In the order of batches and, within one, of partitions: a key is in one partition of a batch. */
    private List<Path> files() throws IOException {
        if (!Files.exists(output())) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(output())) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.toString().contains(".staging"))
                    .sorted()
                    .toList();
        }
    }

    private int written() {
        try {
            int lines = 0;
            for (Path file : files()) {
                lines += Files.readAllLines(file).size();
            }
            return lines;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private Path output() {
        return directory.resolve("out");
    }

    private void reshard(Random random) {
        int open = kinesis.openShards().size();
        if (open < 4 && random.nextBoolean()) {
            kinesis.split(random.nextInt(open));
        } else if (open > 1) {
            kinesis.mergeFirst();
        }
    }

    private void send(int records) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < records; i++) {
            int key = i % KEYS;
            texts.add(key + ":" + sent[key]++);
        }
        kinesis.putAll(texts);
    }

    private int sum() {
        int sum = 0;
        for (int number : sent) {
            sum += number;
        }
        return sum;
    }
}
