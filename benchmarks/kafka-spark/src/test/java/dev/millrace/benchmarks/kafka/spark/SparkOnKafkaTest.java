package dev.millrace.benchmarks.kafka.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.benchmarks.fork.Peer;
import dev.millrace.benchmarks.fork.Program;
import dev.millrace.benchmarks.fork.Side;
import dev.millrace.benchmarks.kafka.CountedTopic;
import dev.millrace.benchmarks.kafka.Stretch;
import java.nio.file.Path;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SparkOnKafkaTest {
    private static final int RECORDS = 2_000;

    @TempDir
    private Path directory;

    @Test
    void countsEveryRecord() throws Exception {
        try (CountedTopic topic = CountedTopic.filled(directory, RECORDS)) {
            Map<String, Long> counts = new SparkCount().count(topic, new Stretch(RECORDS));
            assertEquals(
                    RECORDS, counts.values().stream().mapToLong(count -> count).sum());
        }
    }

    @Test
    void isFoundByTheFork() {
        assertTrue(ServiceLoader.load(Peer.class).stream()
                .anyMatch(peer -> peer.get().runs(Program.KAFKA_COUNT, Side.DSTREAM)));
    }
}
