package dev.millrace.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.BatchDriver;
import dev.millrace.DStream;
import dev.millrace.StreamingContext;
import dev.millrace.connector.Source;
import dev.millrace.connector.kafka.KafkaSink;
import dev.millrace.connector.kafka.KafkaSource;
import dev.millrace.kafkabroker.KafkaCluster;
import dev.millrace.status.BatchStep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * A topic that executors process, which die while they do, and a driver that is replaced: what came with the tasks, and what
 * they read from the brokers themselves, is there once; and a topic that they write to.
 */
@Timeout(600)
@Order(1)
@ExtendWith(OnCluster.class)
class KafkaOnClusterTest {
    private static final String IN = "numbers";
    private static final String OUT = "copies";
    private static final String CARRIED = "carried";
    private static final String READ_THERE = "read-there";
    private static final int PARTITIONS = 2;

    @TempDir
    private Path directory;

    private final NumberedRecords sent = new NumberedRecords();
    private boolean mustDie;

    /** Ends a driver where it stands. */
    private static final class Death extends Error {}

    private StreamingContext context(String checkpoint) {
        return StreamingContext.builder()
                .appName("kafka")
                .master(OnCluster.master())
                .batchInterval(Duration.ofMillis(50))
                .checkpointDirectory(directory.resolve(checkpoint))
                .batchSteps((step, batch) -> {
                    if (step == BatchStep.SEALED && mustDie) {
                        throw new Death();
                    }
                })
                .build();
    }

    private void declare(StreamingContext ssc, String servers) {
        copyAndCheck(ssc, servers, CARRIED, 1 << 20, "before");
        copyAndCheck(ssc, servers, READ_THERE, 0, "after");
    }

    private static Map<String, Object> params(String servers) {
        return Map.of("bootstrap.servers", servers, "auto.offset.reset", "earliest");
    }

    /** Writes down every record, and fails if a key's records don't come in their order, each once. */
    private void copyAndCheck(StreamingContext ssc, String servers, String name, int carriedBytesMax, String death) {
        DStream<String> records =
                ssc.sourceStream(source(servers, carriedBytesMax)).named(name);
        String once = directory.toString();
        records.save(new MarkedFiles(directory.resolve(name).toString(), (moment, task, lines) -> {
                    // An executor dies with records that it has read, before they are written or after.
                    if (moment.equals(death) && lines.contains("0:9") && Once.first(once, "death of " + name)) {
                        Runtime.getRuntime().halt(9);
                    }
                }))
                .named(name + "-written");
        NumberedRecords.checkOrder(records, name + "-next");
    }

    private static Source<String> source(String servers, int carriedBytesMax) {
        return KafkaSource.<String, String>subscribe(List.of(IN), params(servers))
                .deserializers(StringDeserializer::new, StringDeserializer::new)
                .carriedBytesMax(carriedBytesMax)
                .messageHandler(record -> record.value())
                .build();
    }

    private void send(KafkaProducer<String, String> producer, int records) {
        for (String text : sent.next(records)) {
            int key = NumberedRecords.key(text);
            producer.send(new ProducerRecord<>(IN, key % PARTITIONS, Integer.toString(key), text));
        }
        producer.flush();
    }

    private void runUntilAllCame(BatchDriver driver) throws IOException {
        while (written(CARRIED).size() < sent.size() || written(READ_THERE).size() < sent.size()) {
            driver.runBatch();
        }
    }

    private List<String> written(String name) throws IOException {
        Path marked = directory.resolve(name);
        return Files.exists(marked) ? MarkedFiles.read(marked) : List.of();
    }

    private static List<String> committed(String servers) {
        List<TopicPartition> partitions = List.of(new TopicPartition(OUT, 0), new TopicPartition(OUT, 1));
        List<String> texts = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", servers, "isolation.level", "read_committed"),
                new StringDeserializer(),
                new StringDeserializer())) {
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> texts.add(record.value()));
            }
        }
        return texts.stream().sorted().toList();
    }

    private static void createTopics(String servers) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
            for (String topic : List.of(IN, OUT)) {
                while (!isCreated(topic, admin)) {
                    LockSupport.parkNanos(50_000_000);
                }
            }
        }
    }

    /** A broker that was silent for a moment isn't counted on for another. */
    private static boolean isCreated(String topic, Admin admin) throws Exception {
        try {
            admin.createTopics(List.of(new NewTopic(topic, Optional.of(PARTITIONS), Optional.empty())))
                    .all()
                    .get();
            return true;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof InvalidReplicationFactorException) {
                return false;
            }
            throw e;
        }
    }

    @Test
    void nothingIsLostDoubledOrReordered() throws Exception {
        try (KafkaCluster cluster = KafkaCluster.start(directory.resolve("broker"), 1)) {
            String servers = cluster.bootstrapServers();
            createTopics(servers);
            try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                    Map.of("bootstrap.servers", servers), new StringSerializer(), new StringSerializer())) {
                try (StreamingContext ssc = context("checkpoint")) {
                    declare(ssc, servers);
                    BatchDriver driver = ssc.startByHand();
                    send(producer, 60);
                    runUntilAllCame(driver);
                    send(producer, 60);
                    runUntilAllCame(driver);
                    assertTrue(Files.exists(directory.resolve("death of " + CARRIED)), "an executor died");
                    assertTrue(Files.exists(directory.resolve("death of " + READ_THERE)), "an executor died");
                    send(producer, 30);
                    mustDie = true;
                    assertThrows(Death.class, () -> runUntilAllCame(driver));
                }
                mustDie = false;
                try (StreamingContext ssc = context("checkpoint")) {
                    declare(ssc, servers);
                    send(producer, 30);
                    runUntilAllCame(ssc.startByHand());
                }
            }
            List<String> expected = sent.sorted();
            assertEquals(expected, written(CARRIED));
            assertEquals(expected, written(READ_THERE));
            try (StreamingContext ssc = context("checkpoint of copies")) {
                ssc.sourceStream(source(servers, 1 << 20))
                        .save(KafkaSink.<String>builder(params(servers))
                                .topic(OUT)
                                .value(text -> text, StringSerializer::new)
                                .build());
                BatchDriver driver = ssc.startByHand();
                while (committed(servers).size() < sent.size()) {
                    driver.runBatch();
                }
            }
            assertEquals(expected, committed(servers));
        }
    }
}
