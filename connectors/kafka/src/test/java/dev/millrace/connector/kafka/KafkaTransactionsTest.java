package dev.millrace.connector.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.connector.LogRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Topics that are written by transactions: what was aborted, what is open, and the marks that have offsets. */
class KafkaTransactionsTest {
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
    void abortedRecordsAreLeftOutAndMarksAtTheEndNeitherHangNorAreLost() throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = kafka.transactional("one")) {
            kafka.transaction(producer, 0, true, "a", "b");
            kafka.transaction(producer, 0, false, "x", "y");
            kafka.transaction(producer, 0, true, "c");
            kafka.transaction(producer, 0, false, "z");
        }
        long end = kafka.end(0);
        assertEquals(10, end); // six records and four marks
        try (ReadLoop reading = new ReadLoop(kafka.source().buildRaw())) {
            reading.until(3);
            assertEquals(List.of("a", "b", "c"), reading.values());
            List<String> again = new ArrayList<>();
            for (LogRange range : reading.ranges()) {
                again.addAll(reading.replay(range));
            }
            assertEquals(List.of("a", "b", "c"), again, "the same ranges a second time");
            assertEquals(List.of("a", "b", "c"), reading.replay(reading.range(0, 0, end)), "with all marks");
            // Every cut there is: a range may hold nothing but a mark, or end before one.
            for (long from = 0; from < end; from++) {
                assertEquals(
                        List.of("a", "b", "c"),
                        join(
                                reading.replay(reading.range(0, 0, from)),
                                reading.replay(reading.range(0, from, from + 1)),
                                reading.replay(reading.range(0, from + 1, end))));
            }
        }
    }

    /** A program that is stopped behind the last record and started again goes on, though only marks lie before it. */
    @Test
    void aStartBeforeATrailingMarkGoesOn() throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = kafka.transactional("one")) {
            kafka.transaction(producer, 0, true, "a");
            try (ReadLoop reading = new ReadLoop(kafka.source().buildRaw())) {
                LogRange first = reading.range(0, 0, 1);
                try (ReadLoop next = new ReadLoop(kafka.source().buildRaw(), Map.of(first.log(), first.until()))) {
                    assertFalse(next.poll());
                    kafka.transaction(producer, 0, true, "b");
                    assertEquals(List.of("b"), next.until(1).values());
                    assertEquals(List.of("b"), next.replay(next.ranges().get(0)));
                }
            }
        }
    }

    @Test
    void whatIsOpenIsReadOnceItIsCommitted() throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = kafka.transactional("one");
                ReadLoop committed = new ReadLoop(kafka.source().buildRaw());
                ReadLoop all = new ReadLoop(kafka.source(Map.of("isolation.level", "read_uncommitted"))
                        .buildRaw())) {
            producer.beginTransaction();
            Future<?> sent = producer.send(new ProducerRecord<>(kafka.topic(), 0, null, new byte[] {'a'}));
            LocalKafka.await(sent);
            assertEquals(List.of("a"), all.until(1).values());
            assertFalse(committed.poll(), "it isn't committed");
            producer.commitTransaction();
            assertEquals(List.of("a"), committed.until(1).values());
        }
    }

    /** What is read while producers commit and abort at random is what a plain reader finds in the end. */
    @Test
    void readersSeeTheSameWhileTransactionsComeAndGo() throws Exception {
        List<KafkaProducer<byte[], byte[]>> producers = List.of(kafka.transactional("p0"), kafka.transactional("p1"));
        try (ReadLoop reading = new ReadLoop(kafka.source().buildRaw())) {
            java.util.Random random = new java.util.Random(1);
            int committed = 0;
            for (int i = 0; i < 30; i++) {
                boolean commits = random.nextInt(3) > 0;
                kafka.transaction(producers.get(i % 2), 0, commits, "r" + i, "s" + i);
                committed += commits ? 2 : 0;
                reading.poll();
            }
            int expected = committed;
            reading.until(expected);
            List<String> plain =
                    kafka.committed().stream().map(record -> record.value()).toList();
            assertEquals(plain, reading.values());
            List<String> again = new ArrayList<>();
            for (LogRange range : reading.ranges()) {
                again.addAll(reading.replay(range));
            }
            assertEquals(plain, again);
            assertTrue(expected > 20);
        } finally {
            producers.forEach(KafkaProducer::close);
        }
    }

    @SafeVarargs
    private static List<String> join(List<String>... lists) {
        List<String> all = new ArrayList<>();
        for (List<String> list : lists) {
            all.addAll(list);
        }
        return all;
    }
}
