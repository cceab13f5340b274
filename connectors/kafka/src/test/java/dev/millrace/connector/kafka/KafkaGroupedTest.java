package dev.millrace.connector.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.DeliveryGuarantee;
import dev.millrace.StreamingContext;
import dev.millrace.status.BatchInfo;
import dev.millrace.status.BatchStep;
import dev.millrace.status.StreamingListener;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process that copies a topic in batches of 1 ms, done in groups of 100 ms. */
@Timeout(60)
class KafkaGroupedTest {
    private static final int LIVES = 4;
    private static final int KEYS = 5;
    /** Before each life. */
    private static final int RECORDS = 400;

    private static final String IDLE = "idle";
    private static final String BATCH = "batch";
    private static final String GROUP = "group";

    private final LocalKafka in = LocalKafka.shared();
    private final LocalKafka out = LocalKafka.shared();

    @TempDir
    private Path directory;

    @BeforeEach
    void createTopics() {
        in.create(3);
        out.create(1);
    }

    @AfterEach
    void close() {
        in.close();
        out.close();
    }

    /** The process; it prints what it does. */
    static final class Copier {
        public static void main(String[] arguments) throws InterruptedException {
            Map<String, Object> params = Map.of("bootstrap.servers", arguments[1], "auto.offset.reset", "earliest");
            try (StreamingContext ssc = StreamingContext.builder()
                    .appName("copier-" + arguments[2])
                    .master("local[2]")
                    .batchInterval(Duration.ofMillis(1))
                    .recordsPerBatchMax(20)
                    .groupBatches(Duration.ofMillis(100))
                    .checkpointDirectory(arguments[0])
                    .deliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
                    .build()) {
                ssc.addStreamingListener(new Printer());
                ssc.sourceStream(KafkaSource.subscribe(List.of(arguments[2]), params)
                                .deserializers(StringDeserializer::new, StringDeserializer::new)
                                .build())
                        .save(KafkaSink.<KafkaRecord<String, String>>builder(params)
                                .topic(arguments[3])
                                .key(KafkaRecord::key, StringSerializer::new)
                                .value(KafkaRecord::value, StringSerializer::new)
                                .build());
                ssc.start();
                ssc.awaitTermination();
            }
        }
    }

    private static final class Printer implements StreamingListener {
        private boolean wasIdle;

        @Override
        public void onBatchStep(BatchStep step, long batch) {
            if (step != BatchStep.TICKED) {
                System.out.println(step == BatchStep.DONE ? GROUP + " " + System.nanoTime() : step);
            }
        }

        @Override
        public void onBatchCompleted(BatchInfo info) {
            boolean isIdle = info.recordsBySource().isEmpty();
            if (!isIdle || !wasIdle) {
                System.out.println(isIdle ? IDLE : BATCH);
            }
            wasIdle = isIdle;
        }
    }

    /** What a process printed: how many batches and groups, and the time between the first and the last group. */
    private record Life(int batches, List<Long> groupNanos) {}

    @Test
    void aProcessThatIsKilledAtAnyMomentWritesEachRecordOnceInFewTransactions() throws Exception {
        long seed = Long.getLong("millrace.seed", System.nanoTime());
        Random random = new Random(seed);
        int[] sent = new int[KEYS];
        for (int life = 0; life < LIVES; life++) {
            append(sent);
            run(1 + random.nextInt(40));
        }
        append(sent);
        Life last = run(Integer.MAX_VALUE);
        Map<String, Integer> next = new HashMap<>();
        List<ConsumerRecord<String, String>> committed = out.committed();
        for (ConsumerRecord<String, String> record : committed) {
            int number = Integer.parseInt(record.value());
            assertEquals(
                    next.getOrDefault(record.key(), 0), number, "key " + record.key() + ", -Dmillrace.seed=" + seed);
            next.put(record.key(), number + 1);
        }
        for (int key = 0; key < KEYS; key++) {
            assertEquals(sent[key], next.get("k" + key), "-Dmillrace.seed=" + seed);
        }
        assertTrue(last.batches() >= 2 * last.groupNanos().size(), last.toString());
        for (int i = 1; i < last.groupNanos().size(); i++) {
            long apart = last.groupNanos().get(i) - last.groupNanos().get(i - 1);
            assertTrue(apart > 50_000_000, "two groups within " + apart + " ns");
        }
        // Each transaction leaves a mark behind its records.
        long transactions = out.end(0) - committed.size();
        assertTrue(transactions <= 40, transactions + " transactions, or records of some that were aborted");
    }

    private void append(int[] sent) {
        for (int i = 0; i < RECORDS; i++) {
            int key = i % KEYS;
            in.append(new org.apache.kafka.clients.producer.ProducerRecord<>(
                    in.topic(),
                    key % 3,
                    ("k" + key).getBytes(UTF_8),
                    Integer.toString(sent[key]++).getBytes(UTF_8)));
        }
    }

    /** A partition may come later than the others, with idle batches between. */
    private boolean hasAll() {
        return out.committed().size() >= (LIVES + 1) * RECORDS;
    }

    /** Runs a process until it has printed so many lines, or has copied everything, and kills it. */
    private Life run(int lines) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Copier.class.getName(),
                        directory.toString(),
                        in.servers(),
                        in.topic(),
                        out.topic())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        int batches = 0;
        List<Long> groups = new ArrayList<>();
        try (BufferedReader output = process.inputReader(UTF_8)) {
            for (int seen = 0; seen < lines; seen++) {
                String line = output.readLine();
                assertNotNull(line, "the process ended by itself");
                if (line.startsWith(GROUP)) {
                    groups.add(Long.parseLong(line.substring(GROUP.length() + 1)));
                } else if (line.equals(IDLE) && batches > 0 && lines == Integer.MAX_VALUE && hasAll()) {
                    break;
                } else if (line.equals(BATCH)) {
                    batches++;
                }
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
        return new Life(batches, groups);
    }
}
