package dev.millrace.connector.kafka;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.BatchDriver;
import dev.millrace.MillraceException;
import dev.millrace.StreamingContext;
import dev.millrace.StreamingContextBuilder;
import dev.millrace.batch.BatchSteps;
import dev.millrace.connector.BadRecord;
import dev.millrace.connector.BadRecordPolicy;
import dev.millrace.log.SyncPolicy;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.IntegerDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole programs that read a real broker and write to it. */
class KafkaProgramTest {
    private static final int KEYS = 6;
    private static final int BATCHES_MAX = 5_000;

    private final LocalKafka in = LocalKafka.shared();
    private final LocalKafka out = LocalKafka.shared();
    private final int[] sent = new int[KEYS];

    @TempDir
    private Path directory;

    @BeforeEach
    void createTopics() {
        in.createForOldRecords(2);
        out.create(2);
    }

    @AfterEach
    void close() {
        in.close();
        out.close();
    }

    /** Dies at any step of a batch's life, again and again; a reader of committed records counts in the end. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void everyRecordIsInTheOtherTopicOnceAndEachKeyInItsOrder(long seed) {
        Random random = new Random(seed);
        for (int life = 0; life < 5; life++) {
            AtomicInteger stepsLeft = new AtomicInteger(3 + random.nextInt(25));
            BatchSteps death = (step, batch) -> {
                if (stepsLeft.decrementAndGet() <= 0) {
                    throw new IllegalStateException("killed at " + step + " of batch " + batch);
                }
            };
            runUntilDeath(random, death);
        }
        int expected = sum();
        try (StreamingContext ssc = copying(BatchSteps.NONE)) {
            BatchDriver driver = ssc.startByHand();
            until(driver, () -> out.committed().size() >= expected);
            driver.stop();
        }
        Map<String, Integer> next = new HashMap<>();
        for (ConsumerRecord<String, String> record : out.committed()) {
            String[] parts = record.value().split(":", -1);
            assertEquals(next.getOrDefault(parts[0], 0), Integer.parseInt(parts[1]), "key " + parts[0]);
            next.merge(parts[0], 1, Integer::sum);
        }
        assertEquals(expected, next.values().stream().mapToInt(n -> n).sum());
    }

    @Test
    void aBadRecordFailsTheProgramAndNamesItsOffset() {
        in.append(1, "no number");
        try (StreamingContext ssc = builder(BatchSteps.NONE).build()) {
            ssc.sourceStream(in.source()
                            .deserializers(StringDeserializer::new, IntegerDeserializer::new)
                            .build())
                    .foreachRDD(rdd -> rdd.count());
            BatchDriver driver = ssc.startByHand();
            MillraceException e = assertThrows(MillraceException.class, () -> until(driver, () -> false));
            Expect.says(
                    MillraceException.Kind.USER_CODE,
                    e,
                    "'" + in.topic() + "'",
                    "partition 1",
                    "offset 0",
                    "its value");
        }
    }

    @Test
    void badRecordsAreSkippedAndCountedIfOneWants() {
        in.append(0, "1", "two", "3");
        List<Integer> seen = new ArrayList<>();
        try (StreamingContext ssc = builder(BatchSteps.NONE).build()) {
            ssc.sourceStream(in.source()
                            .messageHandler(record -> Integer.parseInt(record.value()))
                            .onBadRecord(BadRecordPolicy.SKIP_AND_COUNT)
                            .build())
                    .foreachRDD(rdd -> seen.addAll(rdd.collect()));
            BatchDriver driver = ssc.startByHand();
            until(driver, () -> seen.size() == 2);
            driver.stop();
            assertEquals(1, ssc.status().sources().get(0).badRecords());
        }
        assertEquals(List.of(1, 3), seen);
    }

    @Test
    void badRecordsGoElsewhereAsBytesWithWhereTheyWere() {
        in.append(0, "1", "two", "3");
        List<Integer> seen = new ArrayList<>();
        try (StreamingContext ssc = builder(BatchSteps.NONE).build()) {
            ssc.sourceStream(in.source()
                            .messageHandler(record -> Integer.parseInt(record.value()))
                            .deadLetters(KafkaSink.<BadRecord<ConsumerRecord<byte[], byte[]>>>builder(out.sinkParams())
                                    .topic(out.topic())
                                    .key(
                                            bad -> bad.raw().partition() + ":"
                                                    + bad.raw().offset(),
                                            StringSerializer::new)
                                    .value(bad -> bad.raw().value(), ByteArraySerializer::new)
                                    .build())
                            .build())
                    .foreachRDD(rdd -> seen.addAll(rdd.collect()));
            BatchDriver driver = ssc.startByHand();
            until(driver, () -> seen.size() == 2);
            driver.stop();
            assertEquals(1, ssc.status().sources().get(0).badRecords());
        }
        assertEquals(List.of(1, 3), seen);
        ConsumerRecord<String, String> dead = out.committed().get(0);
        assertEquals(List.of("0:1", "two"), List.of(dead.key(), dead.value()));
    }

    @Test
    void theRangesOfABatchAreSeenInForeachRddAndCanBeReadAgainAsAnRdd() {
        in.append(0, "a", "b");
        in.append(1, "c");
        List<OffsetRange> ranges = new ArrayList<>();
        Map<String, Object> params = in.params();
        params.put("key.deserializer", StringDeserializer.class);
        params.put("value.deserializer", StringDeserializer.class.getName());
        params.put("auto.offset.reset", "earliest");
        params.put("group.id", "readers-of-" + in.topic());
        awaitThatGroupsAreLookedAfter();
        List<String> values = new ArrayList<>();
        List<String> again = new ArrayList<>();
        try (StreamingContext ssc = builder(BatchSteps.NONE).build()) {
            KafkaUtils.<String, String>createDirectStream(ssc, List.of(in.topic()), params)
                    .map(KafkaRecord::value)
                    .foreachRDD(rdd -> {
                        ranges.addAll(OffsetRange.of(rdd));
                        values.addAll(rdd.collect());
                        assertEquals(
                                OffsetRange.of(rdd).stream()
                                        .map(range -> range.partition() + ": " + range.count())
                                        .toList(),
                                rdd.mapPartitionsWithIndex(KafkaProgramTest::countOf)
                                        .collect(),
                                "a partition of the topic is one of the RDD");
                        again.addAll(rdd.filter(value -> false)
                                .union(KafkaUtils.<String, String>createRDD(
                                                ssc, params, OffsetRange.of(rdd).toArray(new OffsetRange[0]))
                                        .map(KafkaRecord::value))
                                .collect());
                    });
            BatchDriver driver = ssc.startByHand();
            until(driver, () -> values.size() == 3);
            driver.stop();
        }
        assertTrue(values.containsAll(List.of("a", "b", "c")));
        assertEquals(values, again);
        assertEquals(3, ranges.stream().mapToLong(OffsetRange::count).sum());
        assertTrue(ranges.contains(new OffsetRange(in.topic(), 1, 0, 1)), ranges::toString);
        Map<?, OffsetAndMetadata> told = LocalKafka.await(
                in.admin().listConsumerGroupOffsets("readers-of-" + in.topic()).partitionsToOffsetAndMetadata());
        assertEquals(
                3, told.values().stream().mapToLong(OffsetAndMetadata::offset).sum(), "the group was told");
    }

    /** What a program tells its group last has two seconds, which is little for brokers that haven't had a group yet. */
    private void awaitThatGroupsAreLookedAfter() {
        LocalKafka.await(in.admin()
                .alterConsumerGroupOffsets("first-of-" + in.topic(), Map.of(in.partition(0), new OffsetAndMetadata(0)))
                .all());
    }

    /** In that test's topic, c alone is in partition 1. */
    private static Iterator<String> countOf(int index, Iterator<String> values) {
        List<String> all = new ArrayList<>();
        values.forEachRemaining(all::add);
        return List.of((all.contains("c") ? 1 : 0) + ": " + all.size()).iterator();
    }

    @Test
    void aRecordComesWithAllThatIsKnownOfIt() {
        in.append(new ProducerRecord<>(
                in.topic(),
                1,
                1234L,
                "key".getBytes(StandardCharsets.UTF_8),
                "value".getBytes(StandardCharsets.UTF_8),
                List.of(new RecordHeader("name", new byte[] {7}))));
        in.append(new ProducerRecord<>(in.topic(), 1, 1235L, null, null, List.of()));
        List<KafkaRecord<String, String>> seen = new ArrayList<>();
        try (StreamingContext ssc = builder(BatchSteps.NONE).build()) {
            ssc.sourceStream(in.source().build()).foreachRDD(rdd -> seen.addAll(rdd.collect()));
            BatchDriver driver = ssc.startByHand();
            until(driver, () -> seen.size() == 2);
            driver.stop();
        }
        KafkaRecord<String, String> first = seen.get(0);
        assertEquals("record 0 of " + in.topic() + "-1", first.toString());
        assertEquals(List.of("key", "value", 1234L), List.of(first.key(), first.value(), first.timestampMillis()));
        assertEquals("name", first.headers().get(0).key());
        assertArrayEquals(new byte[] {7}, first.headers().get(0).value());
        KafkaRecord<String, String> second = seen.get(1);
        assertEquals(Arrays.asList(null, null), Arrays.asList(second.key(), second.value()));
        assertEquals(
                List.of(1, 1L, 1235L, List.of()),
                List.of(second.partition(), second.offset(), second.timestampMillis(), second.headers()));
    }

    /** A program that comes from elsewhere begins where its group stands; then its own log counts alone. */
    @Test
    void aGroupsOffsetsAreWhereAProgramWithoutCheckpointBegins() {
        in.append(0, "done", "left 1", "left 2");
        String group = "others-of-" + in.topic();
        LocalKafka.await(in.admin()
                .alterConsumerGroupOffsets(group, Map.of(in.partition(0), new OffsetAndMetadata(1)))
                .all());
        List<String> values = new ArrayList<>();
        for (int run = 1; run <= 2; run++) {
            int expected = run + 1;
            try (StreamingContext ssc = builder(BatchSteps.NONE).build()) {
                ssc.sourceStream(in.source()
                                .startingOffsets(StartingOffsets.committedBy(group, StartingOffsets.latest()))
                                .build())
                        .foreachRDD(
                                rdd -> values.addAll(rdd.map(KafkaRecord::value).collect()));
                BatchDriver driver = ssc.startByHand();
                until(driver, () -> values.size() == expected);
                driver.stop();
            }
            in.append(0, "later");
        }
        assertEquals(List.of("left 1", "left 2", "later"), values);
    }

    private void runUntilDeath(Random random, BatchSteps death) {
        try (StreamingContext ssc = copying(death)) {
            BatchDriver driver = ssc.startByHand();
            for (int i = 0; i < BATCHES_MAX; i++) {
                send(random.nextInt(2 * KEYS));
                driver.runBatch();
            }
            throw new AssertionError("it did not die");
        } catch (MillraceException | IllegalStateException e) {
            assertTrue(e.toString().contains("killed at"), e.toString());
        }
    }

    private StreamingContext copying(BatchSteps steps) {
        StreamingContext ssc = builder(steps).build();
        ssc.sourceStream(in.source().messageHandler(KafkaRecord::value).build())
                .save(KafkaSink.<String>builder(out.sinkParams())
                        .topic(out.topic())
                        .key(text -> text.substring(0, text.indexOf(':')), StringSerializer::new)
                        .value(text -> text, StringSerializer::new)
                        .build())
                .named("copies");
        return ssc;
    }

    private StreamingContextBuilder builder(BatchSteps steps) {
        return StreamingContext.builder()
                .appName("program-" + in.topic())
                .master("local[2]")
                .batchInterval(Duration.ofMillis(100))
                .checkpointDirectory(directory.resolve("checkpoint"))
                .syncPolicy(SyncPolicy.operatingSystem())
                .recordsPerBatchMax(15)
                .printStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                .batchSteps(steps);
    }

    /** A key is always in the same partition, so that its order means something. */
    private void send(int records) {
        for (int partition = 0; partition < 2; partition++) {
            List<String> values = new ArrayList<>();
            for (int i = 0; i < records; i++) {
                int key = i % KEYS;
                if (key % 2 == partition) {
                    values.add(key + ":" + sent[key]++);
                }
            }
            in.append(partition, values.toArray(new String[0]));
        }
    }

    private int sum() {
        int sum = 0;
        for (int number : sent) {
            sum += number;
        }
        return sum;
    }

    private static void until(BatchDriver driver, BooleanSupplier condition) {
        long begin = System.nanoTime();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() - begin < 120_000_000_000L, "it takes too long");
            if (!driver.runBatch()) {
                LockSupport.parkNanos(2_000_000);
            }
        }
    }
}
