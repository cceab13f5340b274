package dev.millrace.connector.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.kafkabroker.KafkaCluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;

/** A topic on a real broker, and clients of its own to prepare it and to look at it with. */
final class LocalKafka implements AutoCloseable {
    private static final AtomicInteger TOPICS = new AtomicInteger();

    private final String servers;
    private final String topic;
    private final Admin admin;
    private @Nullable KafkaProducer<byte[], byte[]> producer;
    private @Nullable KafkaConsumer<String, String> reader;

    LocalKafka(String servers, String topic) {
        this.servers = servers;
        this.topic = topic;
        this.admin = Admin.create(Map.of("bootstrap.servers", servers));
    }

    /** A name for a topic on the broker that all tests of this JVM share; the topic isn't there yet. */
    static LocalKafka shared() {
        return new LocalKafka(Shared.CLUSTER.bootstrapServers(), "clicks-" + TOPICS.incrementAndGet());
    }

    private static final class Shared {
        static final KafkaCluster CLUSTER = start();

        private static KafkaCluster start() {
            try {
                Path directory = Files.createTempDirectory("millrace-kafka");
                KafkaCluster cluster = KafkaCluster.start(directory, 1);
                Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                    cluster.close();
                    delete(directory);
                }));
                return cluster;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    static void delete(Path directory) {
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String topic() {
        return topic;
    }

    String servers() {
        return servers;
    }

    Admin admin() {
        return admin;
    }

    TopicPartition partition(int number) {
        return new TopicPartition(topic, number);
    }

    /** For records with times of long ago, which brokers delete at once otherwise. */
    LocalKafka createForOldRecords(int partitions) {
        return create(partitions, Map.of("retention.ms", "-1"));
    }

    LocalKafka create(int partitions) {
        return create(partitions, Map.of());
    }

    LocalKafka create(int partitions, Map<String, String> settings) {
        create(new NewTopic(topic, Optional.of(partitions), Optional.empty()).configs(settings));
        return this;
    }

    /** Returns when it can be written to. A broker that was silent for a moment isn't counted on by the others for another. */
    void create(NewTopic made) {
        while (!isCreated(made)) {
            LockSupport.parkNanos(50_000_000);
        }
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(bytes(Map.of()))) {
            consumer.partitionsFor(made.name());
        }
    }

    private boolean isCreated(NewTopic made) {
        try {
            await(admin.createTopics(List.of(made)).all());
            return true;
        } catch (AssertionError e) {
            if (e.getCause() instanceof InvalidReplicationFactorException) {
                return false;
            }
            throw e;
        }
    }

    void addPartitions(int partitions) {
        await(admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(partitions)))
                .all());
    }

    void delete() {
        closeProducer();
        await(admin.deleteTopics(List.of(topic)).all());
    }

    /** As retention does: what is before this offset is gone. */
    void forgetBefore(int partition, long offset) {
        await(admin.deleteRecords(Map.of(partition(partition), RecordsToDelete.beforeOffset(offset)))
                .all());
    }

    long end(int partition) {
        return await(admin.listOffsets(Map.of(partition(partition), OffsetSpec.latest()))
                        .partitionResult(partition(partition)))
                .offset();
    }

    void append(int partition, String... values) {
        appendBytes(
                partition, Stream.of(values).map(value -> value.getBytes(UTF_8)).toList());
    }

    void appendBytes(int partition, Collection<byte[]> values) {
        List<Future<?>> sent = new ArrayList<>();
        for (byte[] value : values) {
            sent.add(producer().send(new ProducerRecord<>(topic, partition, null, value)));
        }
        producer().flush();
        sent.forEach(LocalKafka::await);
    }

    void append(ProducerRecord<byte[], byte[]> record) {
        await(producer().send(record));
    }

    private KafkaProducer<byte[], byte[]> producer() {
        if (producer == null) {
            producer = new KafkaProducer<>(
                    Map.of("bootstrap.servers", servers, "linger.ms", 0),
                    new ByteArraySerializer(),
                    new ByteArraySerializer());
        }
        return producer;
    }

    /** A producer that has begun its life as this id. */
    KafkaProducer<byte[], byte[]> transactional(String id) {
        KafkaProducer<byte[], byte[]> made = new KafkaProducer<>(
                Map.of("bootstrap.servers", servers, "transactional.id", topic + id, "linger.ms", 0),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        made.initTransactions();
        return made;
    }

    /** One transaction of these values, and its mark. */
    void transaction(KafkaProducer<byte[], byte[]> by, int partition, boolean isCommitted, String... values) {
        by.beginTransaction();
        for (String value : values) {
            await(by.send(new ProducerRecord<>(topic, partition, null, value.getBytes(UTF_8))));
        }
        long before = end(partition);
        if (isCommitted) {
            by.commitTransaction();
        } else {
            by.abortTransaction();
        }
        // The mark is written after the answer.
        while (end(partition) == before) {
            Thread.onSpinWait();
        }
    }

    /** What a plain reader of committed records finds, when no transaction is open any more: by partition, in order. */
    List<ConsumerRecord<String, String>> committed() {
        awaitMarks();
        return committedSoFar();
    }

    /** The same, perhaps without the last transactions. */
    List<ConsumerRecord<String, String>> committedSoFar() {
        if (reader == null) {
            Map<String, Object> params =
                    Map.of("bootstrap.servers", servers, "isolation.level", "read_committed", "fetch.max.wait.ms", 5);
            reader = new KafkaConsumer<>(params, new StringDeserializer(), new StringDeserializer());
        }
        return committed(reader);
    }

    private List<ConsumerRecord<String, String>> committed(KafkaConsumer<String, String> consumer) {
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        Map<TopicPartition, Long> ends = new HashMap<>();
        partitions.forEach(partition -> ends.put(partition, committedEnd(partition)));
        List<TopicPartition> left = new ArrayList<>(partitions);
        List<ConsumerRecord<String, String>> records = new ArrayList<>();
        while (!left.isEmpty()) {
            consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            left.removeIf(partition -> consumer.position(partition) >= ends.getOrDefault(partition, 0L));
        }
        records.sort(Comparator.comparing((ConsumerRecord<String, String> record) -> record.partition())
                .thenComparing(ConsumerRecord::offset));
        return records;
    }

    /** Marks are written after the answer. A transaction that nobody ends has none to wait for. */
    private void awaitMarks() {
        ListTransactionsOptions ending = new ListTransactionsOptions()
                .filterStates(List.of(TransactionState.PREPARE_COMMIT, TransactionState.PREPARE_ABORT));
        while (!await(admin.listTransactions(ending).all()).isEmpty()) {
            Thread.onSpinWait();
        }
    }

    private long committedEnd(TopicPartition partition) {
        return await(admin.listOffsets(
                                Map.of(partition, OffsetSpec.latest()),
                                new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                        .partitionResult(partition))
                .offset();
    }

    /** Of a consumer group, if there is one. */
    Collection<MemberDescription> members(String group) {
        try {
            return admin.describeConsumerGroups(List.of(group)).describedGroups().values().stream()
                    .flatMap(described -> await(described).members().stream())
                    .toList();
        } catch (AssertionError e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return List.of();
            }
            throw e;
        }
    }

    Map<String, Object> params() {
        return new HashMap<>(Map.of("bootstrap.servers", servers, "fetch.max.wait.ms", 100));
    }

    /** Of a producer that doesn't wait long before it tries again. */
    Map<String, Object> sinkParams() {
        return new HashMap<>(Map.of(
                "bootstrap.servers",
                servers,
                "max.block.ms",
                60_000,
                "retry.backoff.ms",
                5,
                "reconnect.backoff.ms",
                5));
    }

    private Map<String, Object> bytes(Map<String, Object> more) {
        Map<String, Object> params = params();
        params.put("key.deserializer", ByteArrayDeserializer.class);
        params.put("value.deserializer", ByteArrayDeserializer.class);
        params.putAll(more);
        return params;
    }

    /** A source of the topic's text, from the oldest record. */
    KafkaSourceBuilder<String, String, KafkaRecord<String, String>> source() {
        return source(Map.of());
    }

    KafkaSourceBuilder<String, String, KafkaRecord<String, String>> source(Map<String, Object> more) {
        Map<String, Object> params = params();
        params.putAll(more);
        return KafkaSource.subscribe(List.of(topic), params)
                .deserializers(StringDeserializer::new, StringDeserializer::new)
                .startingOffsets(StartingOffsets.earliest())
                .discoveryInterval(Duration.ofMillis(50));
    }

    static <V> V await(Future<V> answer) {
        try {
            return answer.get();
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void closeProducer() {
        if (producer != null) {
            producer.close(Duration.ZERO);
            producer = null;
        }
    }

    @Override
    public void close() {
        closeProducer();
        if (reader != null) {
            reader.close(CloseOptions.timeout(Duration.ZERO));
        }
        admin.close(Duration.ZERO);
    }
}
