package dev.millrace.connector.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.connector.kafka.CopyingProcess.Copies;
import dev.millrace.kafkabroker.KafkaCluster;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A program that copies a topic and the broker that it reads and writes, both processes, are killed at moments of chance; a
 * reader of committed records counts in the end. {@code -Dmillrace.kafka.seed} and {@code -Dmillrace.kafka.kills} make it
 * another run, or a longer one.
 */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class KafkaRandomKillsTest {
    private static final int PARTITIONS = 2;
    private static final long WAIT_NANOS = 60_000_000_000L;

    private final long seed = Long.getLong("millrace.kafka.seed", 1);
    private final int kills = Integer.getInteger("millrace.kafka.kills", 3);
    private final Random random = new Random(seed);
    private final List<String> told = new ArrayList<>(List.of("-Dmillrace.kafka.seed=" + seed));
    private final List<Future<?>> sending = new ArrayList<>();

    @TempDir
    private Path directory;

    @Test
    void everyRecordIsCopiedOnceWhateverIsKilled() throws Exception {
        try (KafkaCluster cluster = KafkaCluster.start(directory.resolve("broker"), 1);
                LocalKafka in = new LocalKafka(cluster.bootstrapServers(), "in");
                LocalKafka out = new LocalKafka(cluster.bootstrapServers(), "out")) {
            in.create(PARTITIONS);
            out.create(PARTITIONS);
            try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                            Map.of("bootstrap.servers", cluster.bootstrapServers(), "linger.ms", 0),
                            new StringSerializer(),
                            new StringSerializer());
                    CopyingProcess program = start(cluster)) {
                for (int kill = 0; kill < kills; kill++) {
                    send(producer);
                    awaitCopies(out, program, random.nextInt(sending.size() + 1));
                    if (random.nextBoolean()) {
                        killProgram(program);
                    } else {
                        killBroker(cluster);
                    }
                }
                send(producer);
                for (Future<?> record : sending) {
                    LocalKafka.await(record);
                }
                awaitCopies(out, program, sending.size());
                requireEachOnce(out);
            }
        }
    }

    private CopyingProcess start(KafkaCluster cluster) throws IOException {
        Map<String, Object> params = Map.of(
                "bootstrap.servers", cluster.bootstrapServers(), "auto.offset.reset", "earliest", "group.id", "told");
        return CopyingProcess.start(
                directory.resolve("copy"), params, new Copies("in", "out", CopyProgram.NONE, false));
    }

    private void send(KafkaProducer<String, String> producer) {
        for (int left = 20 + random.nextInt(200); left > 0; left--) {
            int number = sending.size();
            sending.add(producer.send(new ProducerRecord<>("in", number % PARTITIONS, null, "record " + number)));
        }
    }

    /** Kills come when so many are there, and that is chance too. */
    private void awaitCopies(LocalKafka out, CopyingProcess program, int records) {
        long begin = System.nanoTime();
        while (out.committedSoFar().size() < records) {
            assertTrue(program.isAlive(), () -> told + program.printed());
            assertTrue(System.nanoTime() - begin < WAIT_NANOS, () -> told + " it takes too long: " + program.printed());
            LockSupport.parkNanos(20_000_000);
        }
    }

    private void killProgram(CopyingProcess program) throws Exception {
        told.add("program killed");
        program.kill();
        program.startAgain();
    }

    private void killBroker(KafkaCluster cluster) {
        told.add("broker killed");
        cluster.broker(0).kill();
        cluster.broker(0).start();
    }

    private void requireEachOnce(LocalKafka out) {
        Map<String, Integer> expected = new TreeMap<>();
        for (int number = 0; number < sending.size(); number++) {
            expected.put("record " + number, 1);
        }
        Map<String, Integer> found = new TreeMap<>();
        for (ConsumerRecord<String, String> record : out.committed()) {
            found.merge(record.value(), 1, Integer::sum);
        }
        assertEquals(expected, found, told::toString);
    }
}
