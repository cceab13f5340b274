package dev.millrace.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.examples.DirectKafkaWordCount;
import dev.millrace.examples.KafkaWindowedWordCount;
import dev.millrace.kafkabroker.KafkaCluster;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The examples for Kafka as a user runs them, each as a process, against a real broker. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class KafkaExamplesTest {
    @TempDir
    private static Path directory;

    private static KafkaCluster cluster;
    private static Admin admin;

    @BeforeAll
    static void startBroker() {
        cluster = KafkaCluster.start(directory, 1);
        admin = Admin.create(Map.of("bootstrap.servers", cluster.bootstrapServers()));
    }

    @AfterAll
    static void stopBroker() {
        admin.close(Duration.ZERO);
        cluster.close();
    }

    @Test
    void directKafkaWordCountPrintsTheCountsOfABatch() throws Exception {
        create("lines");
        send("lines", "to be or not to be");
        Process program = start(DirectKafkaWordCount.class, "readers", "lines");
        try (BufferedReader output = new BufferedReader(new InputStreamReader(program.getInputStream(), UTF_8))) {
            List<String> all = new ArrayList<>();
            List<String> counts = new ArrayList<>();
            for (String line = output.readLine(); line != null && counts.size() < 4; line = output.readLine()) {
                all.add(line);
                if (line.startsWith("(")) {
                    counts.add(line);
                }
            }
            assertEquals(
                    List.of("(be,2)", "(not,1)", "(or,1)", "(to,2)"),
                    counts.stream().sorted().toList(),
                    all::toString);
        } finally {
            program.destroyForcibly().waitFor();
        }
    }

    /**
     * Killed in the middle, at a moment of its own choice, and started again: no word is counted twice, what was counted stays, and
     * it goes on. Of windows that end while it is down the last alone is shown, so what is left out depends on how long that was.
     */
    @Test
    void windowedWordCountCountsNoWordTwiceThoughItIsKilled() throws Exception {
        create("in");
        create("out");
        Map<String, Long> sent = new TreeMap<>();
        Map<String, Long> counted;
        Process program = start(KafkaWindowedWordCount.class, "in", "out", checkpoint());
        try {
            for (int i = 0; i < 30; i++) {
                send("in", "mill race", sent);
            }
            while (counts().isEmpty()) {
                send("in", "wheel mill", sent);
            }
            counted = counts();
            program.destroyForcibly().waitFor();
            for (int i = 0; i < 30; i++) {
                send("in", "race wheel", sent);
            }
            program = start(KafkaWindowedWordCount.class, "in", "out", checkpoint());
            while (!counts().containsKey("end")) { // which is in the window of the lines before it, or in a later one
                assertTrue(program.isAlive());
                send("in", "end", sent);
            }
        } finally {
            program.destroyForcibly().waitFor();
        }
        Map<String, Long> all = counts();
        for (String word : sent.keySet()) {
            long count = all.getOrDefault(word, 0L);
            assertTrue(
                    count >= counted.getOrDefault(word, 0L) && count <= sent.getOrDefault(word, 0L),
                    () -> counted + ", then " + all + " of " + sent);
        }
    }

    private static String checkpoint() {
        return directory.resolve("checkpoint").toString();
    }

    private static Process start(Class<?> program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                program.getName(),
                cluster.bootstrapServers()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** A broker that was silent for a moment isn't counted on for another. */
    private static void create(String topic) throws Exception {
        while (true) {
            try {
                admin.createTopics(List.of(new NewTopic(topic, Optional.of(1), Optional.empty())))
                        .all()
                        .get();
                return;
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof InvalidReplicationFactorException)) {
                    throw e;
                }
            }
        }
    }

    private static void send(String topic, String line, Map<String, Long> expected) throws Exception {
        send(topic, line);
        for (String word : line.split(" ")) {
            expected.merge(word, 1L, Long::sum);
        }
    }

    private static void send(String topic, String line) throws Exception {
        Map<String, Object> params = Map.of("bootstrap.servers", cluster.bootstrapServers());
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(params, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(topic, line)).get();
        }
    }

    /** What readers of committed records see: the sum of all windows, by word. */
    private static Map<String, Long> counts() {
        Map<String, Object> params =
                Map.of("bootstrap.servers", cluster.bootstrapServers(), "isolation.level", "read_committed");
        Map<String, Long> counts = new TreeMap<>();
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(params, new StringDeserializer(), new StringDeserializer())) {
            TopicPartition out = new TopicPartition("out", 0);
            consumer.assign(List.of(out));
            consumer.seekToBeginning(List.of(out));
            long end = new HashMap<>(consumer.endOffsets(List.of(out))).getOrDefault(out, 0L);
            while (consumer.position(out) < end) {
                for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(100))) {
                    counts.merge(record.key(), Long.parseLong(record.value()), Long::sum);
                }
            }
        }
        return counts;
    }
}
