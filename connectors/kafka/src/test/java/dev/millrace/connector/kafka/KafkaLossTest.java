package dev.millrace.connector.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.MillraceException;
import dev.millrace.MillraceException.Kind;
import dev.millrace.connector.LogRange;
import dev.millrace.connector.Position;
import java.nio.charset.StandardCharsets;
import java.text.MessageFormat;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Logger;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Records, partitions and topics that come and go: nothing is lost silently, nothing of another topic is taken for the old. */
class KafkaLossTest {
    private final LocalKafka kafka = LocalKafka.shared();

    @BeforeEach
    void createTopic() {
        kafka.create(1);
    }

    @AfterEach
    void close() {
        kafka.close();
    }

    @Test
    void expiredOffsetsAreAnErrorUnlessAllowedAndThenCounted() throws Exception {
        kafka.append(0, "a", "b", "c", "d", "e");
        Map<String, Position> start = beginnings();
        kafka.forgetBefore(0, 3);
        MillraceException refused = assertThrows(MillraceException.class, () -> new ReadLoop(source(), start));
        Expect.says(Kind.CONFIGURATION, refused, kafka.topic(), "partition 0", "offset 0", "offset 3", "onLoss");
        List<String> said = new CopyOnWriteArrayList<>();
        Logger logger = Logger.getLogger("dev.millrace.connector.kafka");
        logger.setFilter(logged -> said.add(MessageFormat.format(logged.getMessage(), logged.getParameters())));
        try (ReadLoop reading = new ReadLoop(lossy(), start)) {
            assertEquals(List.of("d", "e"), reading.until(2).values());
            assertEquals(3, reading.reader().lost());
            assertEquals(
                    List.of("Kafka topic '" + kafka.topic()
                            + "', partition 0: offsets 0 to 3 are gone unread; the program goes on, as it was told to"),
                    said);
            LogRange first = reading.ranges().get(0);
            assertEquals(0, first.from().toLong(), "the range reaches over the gap");
            assertEquals(List.of("d", "e"), reading.replay(first));
        } finally {
            logger.setFilter(null);
        }
    }

    /** The start's own look at the oldest offsets is too early here: what expires then is found by the fetch. */
    @Test
    void offsetsThatExpireAfterTheStartAreFoundByTheFetch() throws Exception {
        kafka.append(0, "a", "b", "c");
        Map<String, Position> start = beginnings();
        kafka.forgetBefore(0, 2);
        KafkaSource strict = source();
        try (ReadLoop reading = new ReadLoop(strict, outdated(strict), start)) {
            MillraceException refused = assertThrows(MillraceException.class, () -> reading.until(1));
            Expect.says(Kind.CONFIGURATION, refused, kafka.topic(), "offset 0", "offset 2");
        }
        KafkaSource lossy = lossy();
        try (ReadLoop reading = new ReadLoop(lossy, outdated(lossy), start)) {
            assertEquals(List.of("c"), reading.until(1).values());
            assertEquals(2, reading.reader().lost());
        }
    }

    @Test
    void aReplayOfWhatHasExpiredIsAnErrorUnlessAllowed() throws Exception {
        kafka.append(0, "a", "b", "c");
        try (ReadLoop reading = new ReadLoop(source());
                ReadLoop allowing = new ReadLoop(lossy())) {
            reading.until(3);
            kafka.forgetBefore(0, 2);
            LogRange all = reading.range(0, 0, 3);
            MillraceException refused = assertThrows(MillraceException.class, () -> reading.replay(all));
            Expect.says(Kind.CONFIGURATION, refused, kafka.topic(), "offset 0");
            assertEquals(List.of("c"), allowing.replay(all));
        }
    }

    @Test
    void aPositionBehindTheEndIsAnError() throws Exception {
        kafka.append(0, "a");
        Map<String, Position> beyond = new HashMap<>(beginnings());
        beyond.replaceAll((log, position) -> Position.ofLong(100));
        try (ReadLoop reading = new ReadLoop(lossy(), beyond)) {
            MillraceException refused = assertThrows(MillraceException.class, () -> reading.until(1));
            Expect.says(Kind.CONFIGURATION, refused, kafka.topic(), "ends before offset 100");
        }
    }

    @Test
    void aTopicMadeAgainIsRefusedAtTheNextStartUnlessAllowed() throws Exception {
        kafka.append(0, "old");
        Map<String, Position> old;
        try (ReadLoop reading = new ReadLoop(source())) {
            old = reading.until(1).positions();
        }
        makeAgain();
        kafka.append(0, "new 1", "new 2");
        MillraceException refused = assertThrows(MillraceException.class, () -> new ReadLoop(source(), old));
        Expect.says(Kind.CONFIGURATION, refused, kafka.topic() + "-0", "made again");
        try (ReadLoop reading = new ReadLoop(lossy(), old)) {
            assertEquals(List.of("new 1", "new 2"), reading.until(2).values());
            old.forEach((log, position) -> assertTrue(reading.reader().isForgotten(log, position)));
        }
    }

    @Test
    void aTopicThatIsDeletedAndMadeAgainWhileItIsReadIsNoticed() throws Exception {
        kafka.append(0, "old");
        try (ReadLoop strict = new ReadLoop(source());
                ReadLoop allowing = new ReadLoop(lossy())) {
            strict.until(1);
            allowing.until(1);
            String before = allowing.range(0, 0, 0).log();
            makeAgain();
            kafka.append(0, "new");
            MillraceException refused = assertThrows(MillraceException.class, () -> strict.until(() -> false));
            Expect.says(Kind.CONFIGURATION, refused, kafka.topic() + "-0", "deleted");
            assertEquals(List.of("old", "new"), allowing.until(2).values());
            assertTrue(allowing.reader().isForgotten(before, Position.ofLong(1)));
        }
    }

    @Test
    void aTopicThatIsDeletedWhileItIsReadIsAnErrorUnlessAllowed() throws Exception {
        kafka.append(0, "old");
        try (ReadLoop strict = new ReadLoop(source());
                ReadLoop allowing = new ReadLoop(lossy())) {
            strict.until(1);
            allowing.until(1);
            String log = allowing.range(0, 0, 0).log();
            kafka.delete();
            MillraceException refused = assertThrows(MillraceException.class, () -> strict.until(() -> false));
            Expect.says(Kind.CONFIGURATION, refused, kafka.topic() + "-0", "deleted");
            allowing.until(() -> allowing.reader().isForgotten(log, Position.ofLong(1)));
            assertEquals(0, allowing.reader().lost(), "all of it had been read");
        }
    }

    @Test
    void partitionsAndTopicsThatComeLaterAreReadFromTheirBeginning() throws Exception {
        kafka.append(0, "old");
        KafkaSource latest =
                kafka.source().startingOffsets(StartingOffsets.latest()).buildRaw();
        KafkaSource pattern = KafkaSource.subscribePattern(
                        java.util.regex.Pattern.compile(kafka.topic() + "(-more)?"), kafka.params())
                .startingOffsets(StartingOffsets.latest())
                .discoveryInterval(java.time.Duration.ofMillis(50))
                .buildRaw();
        try (ReadLoop reading = new ReadLoop(latest);
                ReadLoop matching = new ReadLoop(pattern);
                LocalKafka more = new LocalKafka(kafka.servers(), kafka.topic() + "-more")) {
            kafka.addPartitions(3);
            kafka.append(2, "of partition 2");
            more.create(1).append(0, "of another topic");
            assertEquals(List.of("of partition 2"), reading.until(1).values());
            matching.until(2);
            assertTrue(matching.values().containsAll(List.of("of partition 2", "of another topic")));
        }
    }

    @Test
    void compactedTopicsHaveGapsThatNeitherHangNorAreLoss() throws Exception {
        LocalKafka compacted = new LocalKafka(kafka.servers(), kafka.topic() + "-compacted");
        try (compacted) {
            compacted.create(
                    1,
                    Map.of(
                            "cleanup.policy", "compact",
                            "segment.ms", "20",
                            "min.cleanable.dirty.ratio", "0.01",
                            "max.compaction.lag.ms", "50"));
            int appended = 0;
            do {
                for (int i = 0; i < 20; i++) {
                    compacted.append(new ProducerRecord<>(compacted.topic(), 0, bytes("key"), bytes("v" + appended++)));
                }
            } while (compacted.committed().size() > appended - 20);
            long end = compacted.end(0);
            List<String> plain =
                    compacted.committed().stream().map(record -> record.value()).toList();
            try (ReadLoop reading = new ReadLoop(compacted.source().buildRaw())) {
                reading.until(() -> reading.values().contains("v" + (end - 1)));
                assertTrue(reading.values().size() < end, "there are gaps");
                assertFalse(plain.isEmpty());
                List<String> again = reading.replay(reading.range(0, 0, end));
                assertEquals("v" + (end - 1), again.get(again.size() - 1));
                assertEquals(0, reading.reader().lost());
            }
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void makeAgain() {
        kafka.delete();
        while (true) {
            try {
                kafka.create(1);
                return;
            } catch (AssertionError e) {
                // The old one is still being deleted.
                assertTrue(String.valueOf(e.getMessage()).contains("exists"), e::toString);
            }
        }
    }

    private Map<String, Position> beginnings() {
        try (ReadLoop reading = new ReadLoop(source())) {
            return reading.positions();
        }
    }

    private KafkaSource source() {
        return kafka.source().buildRaw();
    }

    private KafkaSource lossy() {
        return kafka.source().onLoss(LossPolicy.SKIP_AND_COUNT).buildRaw();
    }

    /** Calls that say of the oldest offsets what was true long ago, once. */
    private static KafkaCalls outdated(KafkaSource source) {
        KafkaCalls real = source.settings().connect("outdated");
        boolean[] asked = {false};
        return new KafkaCalls() {
            @Override
            public String clusterId() {
                return real.clusterId();
            }

            @Override
            public SortedMap<String, TopicInfo> topics(TopicSelection selection) {
                return real.topics(selection);
            }

            @Override
            public Map<TopicPartition, Long> offsets(Collection<TopicPartition> partitions, OffsetSpec wanted) {
                Map<TopicPartition, Long> offsets = new HashMap<>(real.offsets(partitions, wanted));
                if (!asked[0]) {
                    asked[0] = true;
                    offsets.replaceAll((partition, offset) -> 0L);
                }
                return offsets;
            }

            @Override
            public Map<TopicPartition, Long> committed(String group, Collection<TopicPartition> partitions) {
                return real.committed(group, partitions);
            }

            @Override
            public RecordFetch fetch() {
                return real.fetch();
            }

            @Override
            public void close() {
                real.close();
            }
        };
    }
}
