package dev.millrace.benchmarks.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.benchmarks.fork.Effort;
import dev.millrace.benchmarks.fork.ForkResult;
import dev.millrace.benchmarks.fork.Metric;
import dev.millrace.benchmarks.fork.Order;
import dev.millrace.benchmarks.fork.Peer;
import dev.millrace.benchmarks.fork.Program;
import dev.millrace.benchmarks.fork.Side;
import java.nio.file.Path;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every contestant of row 18 but Spark, with a few records each, on one broker. */
class KafkaContestantsTest {
    private static final int RECORDS = 16_384;

    @TempDir
    private static Path directory;

    private static CountedTopic topic;

    @BeforeAll
    static void start() throws Exception {
        topic = CountedTopic.filled(directory.resolve("broker"), RECORDS);
    }

    @AfterAll
    static void close() {
        topic.close();
    }

    @Test
    void allCountTheSame() throws Exception {
        Map<String, Long> expected = counts(new PollLoop());
        assertEquals(
                RECORDS, expected.values().stream().mapToLong(count -> count).sum());
        assertEquals(expected, counts(new DirectStreamCount()));
        assertEquals(expected, counts(new StreamsCount()));
    }

    private static Map<String, Long> counts(Counting counting) throws Exception {
        Stretch stretch = new Stretch(RECORDS);
        Map<String, Long> counts = counting.count(topic, stretch);
        assertTrue(stretch.metrics().getOrDefault(Metric.NANOS_PER_RECORD, 0.0) > 0);
        return counts;
    }

    @ParameterizedTest
    @CsvSource({
        "KAFKA_COPY,LOOP",
        "KAFKA_COPY,MILLRACE",
        "KAFKA_COPY_EXACTLY_ONCE,MILLRACE",
        "KAFKA_COPY_GROUPED,MILLRACE"
    })
    void aCopyIsReadAndHasAFigure(Program program, Side side) throws Exception {
        Order order = new Order(program, side, 500, Effort.TINY, directory.resolve(program + "-" + side));
        ForkResult result = ((TimedCopy) new KafkaContestants().contestant(order)).compete(topic);
        assertEquals("500", result.hash());
        assertTrue(result.metrics().getOrDefault(Metric.MILLIS_END_TO_END_P99, 0.0) > 0);
    }

    @Test
    void isFoundByTheFork() {
        Peer peer = ServiceLoader.load(Peer.class).findFirst().orElseThrow();
        assertTrue(peer.runs(Program.KAFKA_COUNT, Side.KAFKA_STREAMS));
    }
}
