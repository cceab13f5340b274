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
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process that copies a topic in batches of 1 ms, done in groups of 100 ms. */
@Timeout(300)
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
                    .batchSteps(Copier::print)
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

        /** In the thread of the batches: the next group begins when this has been printed. */
        private static void print(BatchStep step, long batch) {
            if (step != BatchStep.TICKED) {
                System.out.println(step == BatchStep.DONE ? GROUP + " " + System.nanoTime() : step);
            }
        }
    }

    private static final class Printer implements StreamingListener {
        private boolean wasIdle;

        @Override
        public void onBatchCompleted(BatchInfo info) {
            boolean isIdle = info.recordsBySource().isEmpty();
            if (!isIdle || !wasIdle) {
                System.out.println(isIdle ? IDLE : BATCH);
            }
            wasIdle = isIdle;
        }
    }

    /** When a process printed that a group was done. */
    private record Life(List<Long> groupNanos) {
        void requireSpaced() {
            for (int i = 1; i < groupNanos.size(); i++) {
                long apart = groupNanos.get(i) - groupNanos.get(i - 1);
                assertTrue(apart > 50_000_000, "two groups within " + apart + " ns");
            }
        }
    }

    @Test
    void aProcessThatIsKilledAtAnyMomentWritesEachRecordOnceInFewTransactions() throws Exception {
        long seed = Long.getLong("millrace.seed", System.nanoTime());
        Random random = new Random(seed);
        int[] sent = new int[KEYS];
        List<Life> lives = new ArrayList<>();
        for (int life = 0; life < LIVES; life++) {
            append(sent);
            lives.add(run(1 + random.nextInt(40)));
        }
        append(sent);
        lives.add(run(Integer.MAX_VALUE));
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
        lives.forEach(Life::requireSpaced);
        // At a kill, one may be committed and not done, and one under way.
        int transactions = transactions();
        int groups = lives.stream().mapToInt(life -> life.groupNanos().size()).sum();
        assertTrue(transactions <= groups + 2 * lives.size(), transactions + " transactions of " + groups + " groups");
    }

    /** Each leaves a mark, which nobody is shown, behind its records, also if it was aborted. */
    private int transactions() {
        Map<String, Object> params = Map.of("bootstrap.servers", out.servers());
        int records = 0;
        long end = out.end(0);
        try (KafkaConsumer<String, String> all =
                new KafkaConsumer<>(params, new StringDeserializer(), new StringDeserializer())) {
            all.assign(List.of(out.partition(0)));
            all.seekToBeginning(all.assignment());
            while (all.position(out.partition(0)) < end) {
                records += all.poll(Duration.ofMillis(200)).count();
            }
        }
        return Math.toIntExact(end - records);
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

    /** Runs a process until it has printed so many lines, or has copied everything, and kills it; reads to its last line. */
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
        List<Long> groups = new ArrayList<>();
        try (BufferedReader output = process.inputReader(UTF_8)) {
            boolean isOver = false;
            for (int seen = 1; !isOver; seen++) {
                String line = output.readLine();
                assertNotNull(line, "the process ended by itself");
                note(line, groups);
                isOver = seen == lines || (line.equals(IDLE) && lines == Integer.MAX_VALUE && hasAll());
            }
            process.toHandle().destroyForcibly(); // which leaves its output open
            output.lines().forEach(line -> note(line, groups));
        } finally {
            process.destroyForcibly().waitFor();
        }
        return new Life(groups);
    }

    private static void note(String line, List<Long> groups) {
        if (line.startsWith(GROUP)) {
            groups.add(Long.parseLong(line.substring(GROUP.length() + 1)));
        }
    }
}
