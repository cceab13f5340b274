package dev.millrace.connector.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.MillraceException;
import dev.millrace.batch.SystemClock;
import dev.millrace.connector.Clock;
import dev.millrace.connector.LogRange;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Where reading begins, who reads, and when it waits. */
class KafkaReadingTest {
    private final LocalKafka kafka = LocalKafka.shared();

    @AfterEach
    void close() {
        kafka.close();
    }

    private KafkaSource from(StartingOffsets starting) {
        return kafka.source().startingOffsets(starting).buildRaw();
    }

    private void appendAt(long time, String value) {
        kafka.append(new ProducerRecord<>(
                kafka.topic(), 0, time, null, value.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    }

    @Test
    void aTimeIsTheFirstRecordThatHasItOrALaterOneAndTheEndWhereThereIsNone() throws Exception {
        kafka.createForOldRecords(2);
        appendAt(1_000, "early");
        appendAt(2_000, "on time");
        appendAt(3_000, "late");
        kafka.append(1, "now");
        try (ReadLoop reading = new ReadLoop(from(StartingOffsets.atTimestamp(Instant.ofEpochMilli(2_000))))) {
            assertEquals(
                    List.of("late", "now", "on time"),
                    reading.until(3).values().stream().sorted().toList());
        }
        Instant future = Instant.now().plusSeconds(3_600);
        try (ReadLoop reading = new ReadLoop(from(StartingOffsets.atTimestamp(future)))) {
            kafka.append(0, "after the start");
            assertEquals(List.of("after the start"), reading.until(1).values());
        }
    }

    @Test
    void offsetsAreTakenAsGivenAndOthersFollowTheOtherRule() throws Exception {
        kafka.create(2);
        kafka.append(0, "a", "b", "c");
        kafka.append(1, "x", "y");
        Map<TopicPartition, Long> given = Map.of(kafka.partition(0), 2L);
        try (ReadLoop reading = new ReadLoop(from(StartingOffsets.at(given)))) {
            assertEquals(
                    List.of("c", "x", "y"),
                    reading.until(3).values().stream().sorted().toList());
        }
        try (ReadLoop reading = new ReadLoop(from(StartingOffsets.at(given, StartingOffsets.latest())))) {
            kafka.append(1, "z");
            assertEquals(
                    List.of("c", "z"),
                    reading.until(2).values().stream().sorted().toList());
        }
    }

    @Test
    void assignedPartitionsAloneAreReadAndHaveToBeThere() throws Exception {
        kafka.create(2);
        kafka.append(0, "not asked for");
        kafka.append(1, "a");
        try (ReadLoop reading = new ReadLoop(assigned(1))) {
            kafka.append(0, "neither");
            kafka.append(1, "b");
            assertEquals(List.of("a", "b"), reading.until(2).values());
            assertEquals(1, reading.positions().size());
        }
        MillraceException missing = assertThrows(MillraceException.class, () -> new ReadLoop(assigned(2)));
        Expect.says(MillraceException.Kind.CONFIGURATION, missing, kafka.topic() + "-2");
    }

    private KafkaSource assigned(int partition) {
        return KafkaSource.assign(List.of(kafka.partition(partition)), kafka.params())
                .startingOffsets(StartingOffsets.earliest())
                .buildRaw();
    }

    /** A batch of this test is 100 ms. */
    @Test
    void aPartitionGivesItsMostAndItsLeastRecordsASecondWhateverABatchMayTake() throws Exception {
        kafka.create(2);
        String[] values = IntStream.range(0, 30).mapToObj(i -> "record " + i).toArray(String[]::new);
        kafka.append(0, values);
        kafka.append(1, values);
        KafkaSource source = kafka.source()
                .recordsPerSecondPerPartitionMin(30)
                .recordsPerSecondPerPartitionMax(120)
                .buildRaw();
        try (ReadLoop reading = new ReadLoop(source)) {
            // Without a batch, which would take from the partition that came first.
            await(
                    () -> reading.reader().lag().values().stream().allMatch(lag -> lag.records() >= 10),
                    "the records don't come");
            List<LogRange> most = reading.reader().poll(Long.MAX_VALUE).ranges();
            assertTrue(most.size() > 0 && most.stream().allMatch(range -> length(range) <= 12), most::toString);
            LogRange fast = most.get(0);
            assertTrue(length(fast) > 3, fast::toString);
            List<LogRange> least = reading.reader().poll(1).ranges();
            assertEquals(
                    List.of(3L, 3L),
                    least.stream().map(KafkaReadingTest::length).toList());
        }
    }

    private static void await(BooleanSupplier condition, String otherwise) {
        long begin = System.nanoTime();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() - begin < 120_000_000_000L, otherwise);
            LockSupport.parkNanos(1_000_000);
        }
    }

    private static long length(LogRange range) {
        return range.until().toLong() - range.from().toLong();
    }

    @Test
    void consumersShareThePartitions() throws Exception {
        kafka.create(5);
        KafkaSource source = kafka.source().consumers(3).buildRaw();
        WatchedCalls watched = new WatchedCalls(source.settings().connect("test"));
        try (ReadLoop reading = new ReadLoop(source, watched.calls(), null)) {
            IntStream.range(0, 5).forEach(partition -> kafka.append(partition, "record " + partition));
            assertEquals(5, reading.until(5).values().stream().distinct().count());
            assertEquals(3, watched.times("fetch"));
            assertEquals(3, watched.times("assign"), "each has some");
        }
    }

    /** As a consumer's interceptor, which may leave records out, and sees bytes. */
    public static final class LeavesOut implements ConsumerInterceptor<byte[], byte[]> {
        @Override
        public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> records) {
            Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> kept = new HashMap<>();
            records.partitions()
                    .forEach(partition -> kept.put(
                            partition,
                            records.records(partition).stream()
                                    .filter(record -> record.value()[0] != '-')
                                    .toList()));
            return new ConsumerRecords<>(kept, records.nextOffsets());
        }

        @Override
        public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {}

        @Override
        public void configure(Map<String, ?> properties) {}

        @Override
        public void close() {}
    }

    @Test
    void theInterceptorsOfAConsumerSeeItsRecords() throws Exception {
        kafka.create(2);
        kafka.append(0, "a", "-b", "c");
        kafka.append(1, "-d");
        KafkaSource source = kafka.source(Map.of("interceptor.classes", LeavesOut.class.getName()))
                .buildRaw();
        try (ReadLoop reading = new ReadLoop(source)) {
            reading.until(2);
            kafka.append(1, "e");
            assertEquals(List.of("a", "c", "e"), reading.until(3).values());
        }
    }

    @Test
    void aPartitionThatIsFullIsPausedUntilABatchHasMadeRoom() throws Exception {
        kafka.create(2);
        String[] values = IntStream.range(0, 50).mapToObj(i -> "record " + i).toArray(String[]::new);
        kafka.append(0, values);
        KafkaSource source =
                kafka.source(Map.of("max.poll.records", 5)).bufferedBytesMax(1).buildRaw();
        WatchedCalls watched = new WatchedCalls(source.settings().connect("test"));
        try (ReadLoop reading = new ReadLoop(source, watched.calls(), null)) {
            for (int pauses = 1; pauses <= 10; pauses++) {
                int atLeast = pauses;
                await(() -> watched.times("pause") >= atLeast, "it isn't paused behind " + reading.values());
                assertEquals(pauses - 1, watched.times("resume"), "not before there is room");
                reading.poll();
                assertEquals(List.of(values).subList(0, 5 * pauses), reading.values());
            }
        }
    }

    /** Otherwise the group would seem to lag behind for as long as nothing else comes. */
    @Test
    void aPartitionThatMovedByMarksAloneIsNotedNowAndThen() throws Exception {
        kafka.create(1);
        KafkaSource source = kafka.source().buildRaw();
        AtomicLong ahead = new AtomicLong();
        try (KafkaProducer<byte[], byte[]> producer = kafka.transactional("-marks");
                ReadLoop reading =
                        new ReadLoop(source, source.settings().connect("test"), null, new AdvancedClock(ahead))) {
            kafka.transaction(producer, 0, false, "aborted");
            long end = kafka.end(0);
            for (int i = 0; i < 20; i++) {
                assertTrue(!reading.poll() && reading.ranges().isEmpty(), "marks alone are no batch");
            }
            ahead.set(Duration.ofSeconds(11).toNanos());
            reading.until(() -> {
                ahead.addAndGet(Duration.ofSeconds(11).toNanos());
                return reading.positions().values().stream().allMatch(position -> position.toLong() == end);
            });
            assertEquals(List.of(), reading.values());
            LogRange noted = reading.range(0, 0, end);
            assertEquals(List.of(), reading.replay(noted));
        }
    }

    /** The system's clock, some time ahead. */
    private record AdvancedClock(AtomicLong aheadNanos) implements Clock {
        private static final SystemClock REAL = new SystemClock();

        @Override
        public long nanoTime() {
            return REAL.nanoTime() + aheadNanos.get();
        }

        @Override
        public Instant instant() {
            return REAL.instant();
        }

        @Override
        public void park(long deadlineNanos) throws InterruptedException {
            REAL.park(deadlineNanos - aheadNanos.get());
        }

        @Override
        public void wake() {
            REAL.wake();
        }
    }
}
