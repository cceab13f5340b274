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
 * reader of committed records compares both topics in the end. {@code -Dmillrace.kafka.seed} and {@code -Dmillrace.kafka.kills} make it
 * another run, or a longer one.
 */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class KafkaRandomKillsTest {
    private static final int PARTITIONS = 2;
    private static final long WAIT_NANOS = 120_000_000_000L;

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
                Map<String, Integer> there = requireAll(in);
                awaitCopies(out, program, sum(there));
                requireCopied(there, out);
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

    /** All was acknowledged, so all is there. */
    private Map<String, Integer> requireAll(LocalKafka in) {
        Map<String, Integer> there = timesByValue(in.committed());
        assertEquals(sending.size(), there.size(), told::toString);
        return there;
    }

    /** As often as it is there: the test's own producer, without transactions, may write a record twice when its broker dies. */
    private void requireCopied(Map<String, Integer> there, LocalKafka out) {
        Map<String, Integer> copied = timesByValue(out.committed());
        Map<String, String> wrong = new TreeMap<>();
        there.forEach((record, times) -> {
            int copies = copied.getOrDefault(record, 0);
            if (copies != times) {
                wrong.put(record, "is there " + times + " times, and was copied " + copies + " times");
            }
        });
        assertEquals(Map.of(), wrong, told::toString);
        assertEquals(there.keySet(), copied.keySet(), told::toString);
    }

    private static Map<String, Integer> timesByValue(List<ConsumerRecord<String, String>> records) {
        Map<String, Integer> times = new TreeMap<>();
        records.forEach(record -> times.merge(record.value(), 1, Integer::sum));
        return times;
    }

    private static int sum(Map<String, Integer> times) {
        return times.values().stream().mapToInt(Integer::intValue).sum();
    }
}
