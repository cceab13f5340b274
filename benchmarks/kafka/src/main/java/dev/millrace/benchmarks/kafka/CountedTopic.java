package dev.millrace.benchmarks.kafka;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.millrace.benchmarks.input.Batch;
import dev.millrace.kafkabroker.KafkaCluster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A broker in a process of its own, and a topic of two partitions that was filled before anybody reads it. */
public final class CountedTopic implements AutoCloseable {
    public static final String NAME = "readings";

    /** How much all consumers ask for at once, which Millrace's do by themselves: docs/decisions/0077. */
    public static final Map<String, Object> LARGE_FETCHES =
            Map.of("receive.buffer.bytes", -1, "max.partition.fetch.bytes", 4 << 20, "max.poll.records", 10_000);

    static final int PARTITIONS = Batch.PARTS;
    private static final int KEYS = 10_000;
    private static final int VALUE_BYTES = 60;
    private static final long SEED = 18;

    private final KafkaCluster cluster;
    private final int records;

    private CountedTopic(KafkaCluster cluster, int records) {
        this.cluster = cluster;
        this.records = records;
    }

    /** With so many records: a key of 10,000, evenly drawn, and 60 bytes. All of a key are in one partition. */
    public static CountedTopic filled(Path data, int records) throws Exception {
        CountedTopic topic = start(data, records);
        topic.create(NAME);
        topic.fill();
        return topic;
    }

    /** The broker alone. */
    static CountedTopic start(Path data, int records) throws Exception {
        return new CountedTopic(KafkaCluster.startForLoad(Files.createDirectories(data)), records);
    }

    void create(String name) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers()))) {
            admin.createTopics(List.of(new NewTopic(name, Optional.of(PARTITIONS), Optional.empty())))
                    .all()
                    .get();
        }
    }

    private void fill() {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers", servers(), "batch.size", 256 << 10, "linger.ms", 20, "buffer.memory", 64L << 20);
        SplittableRandom random = new SplittableRandom(SEED);
        byte[] value = new byte[VALUE_BYTES];
        random.nextBytes(value);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < records; i++) {
                int partition = i % PARTITIONS;
                int number = random.nextInt(KEYS / PARTITIONS) * PARTITIONS + partition;
                byte[] key = ("reading-" + number).getBytes(US_ASCII);
                producer.send(new ProducerRecord<>(NAME, partition, key, value));
            }
        }
    }

    /** For {@code bootstrap.servers}. */
    public String servers() {
        return cluster.bootstrapServers();
    }

    /** How many it was filled with. */
    public int records() {
        return records;
    }

    @Override
    public void close() {
        cluster.close();
    }
}
