package dev.millrace.connector.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.connector.kafka.CopyingProcess.Copies;
import dev.millrace.kafkabroker.KafkaCluster;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two processes of one group, one of which is killed. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class KafkaGroupProcessTest {
    private static final int PARTITIONS = 4;
    /** Nobody who lives is silent for so long, on a slow machine either. */
    private static final int SESSION_MILLIS = 12_000;

    @TempDir
    private Path directory;

    private int sent;

    @Test
    void processesShareThePartitionsAndWhatOneHasStoredIsNotLostWhenItIsKilled() throws Exception {
        try (KafkaCluster cluster = KafkaCluster.start(directory.resolve("broker"), 1);
                LocalKafka in = new LocalKafka(cluster.bootstrapServers(), "in");
                LocalKafka out = new LocalKafka(cluster.bootstrapServers(), "out")) {
            in.create(PARTITIONS);
            out.create(PARTITIONS);
            try (CopyingProcess first = start("first", cluster);
                    CopyingProcess second = start("second", cluster)) {
                share(in, out, first);
                assertTrue(second.isAlive(), second::printed);
            }
        }
    }

    private void share(LocalKafka in, LocalKafka out, CopyingProcess first) throws Exception {
        until(() -> shares(in).equals(List.of(2, 2)), () -> "shares " + shares(in));
        send(in, 100);
        until(() -> copied(out).size() == sent, () -> copied(out).size() + " of " + sent);
        assertEquals(sent, out.committedSoFar().size(), "each once, as nobody has died");

        send(in, 100);
        first.kill();
        send(in, 100);
        until(() -> shares(in).equals(List.of(PARTITIONS)), () -> "shares " + shares(in));
        first.startAgain();
        until(() -> copied(out).size() == sent, () -> copied(out).size() + " of " + sent);
        until(() -> shares(in).equals(List.of(2, 2)), () -> "shares " + shares(in));
        send(in, 100);
        until(() -> copied(out).size() == sent, () -> copied(out).size() + " of " + sent);
        Map<String, String> expected = new TreeMap<>();
        for (int i = 0; i < sent; i++) {
            expected.put(i % PARTITIONS + ":" + i / PARTITIONS, "record " + i);
        }
        assertEquals(expected, copied(out));
        int repeated = out.committedSoFar().size() - sent;
        assertTrue(repeated <= 100, () -> "only what the dead one had stored and not told: " + repeated);
    }

    private CopyingProcess start(String name, KafkaCluster cluster) throws IOException {
        Map<String, Object> params = Map.of(
                "bootstrap.servers",
                cluster.bootstrapServers(),
                "group.id",
                "sharing",
                "auto.offset.reset",
                "earliest",
                "fetch.max.wait.ms",
                50,
                "session.timeout.ms",
                SESSION_MILLIS,
                "heartbeat.interval.ms",
                200);
        return CopyingProcess.start(directory.resolve(name), params, new Copies("in", CopyProgram.NONE, "out", false));
    }

    private void send(LocalKafka in, int records) {
        for (int i = 0; i < records; i += PARTITIONS) {
            for (int partition = 0; partition < PARTITIONS; partition++) {
                in.append(partition, "record " + sent++);
            }
        }
    }

    /** How many partitions each member of the group has. */
    private static List<Integer> shares(LocalKafka kafka) {
        return kafka.members("sharing").stream()
                .map(KafkaGroupProcessTest::partitions)
                .map(Set::size)
                .toList();
    }

    private static Set<String> partitions(MemberDescription member) {
        Set<String> partitions = new TreeSet<>();
        member.assignment().topicPartitions().forEach(partition -> partitions.add(partition.toString()));
        return partitions;
    }

    /** What readers of committed records find, by the place that it was copied from. */
    private static Map<String, String> copied(LocalKafka out) {
        Map<String, String> copied = new TreeMap<>();
        for (ConsumerRecord<String, String> record : out.committedSoFar()) {
            copied.put(record.key(), record.value());
        }
        return copied;
    }

    private static void until(BooleanSupplier condition, java.util.function.Supplier<String> state) {
        long begin = System.nanoTime();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() - begin < 120_000_000_000L, state);
            LockSupport.parkNanos(50_000_000);
        }
    }
}
