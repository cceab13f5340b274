package dev.millrace.connector.kafka;

import java.io.Serializable;
import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * The properties of Kafka's clients as the user gave them: all pass through but those that say who keeps the offsets. They
 * may hold secrets, so they are never printed.
 */
final class ClientSettings implements Serializable {
    private static final int RECORDS_PER_POLL = 10_000;

    /** Kafka's own default, 64 KiB, keeps a broker on the same machine waiting; so the operating system decides. */
    private static final int RECEIVE_BUFFER_BYTES = -1;

    private static final int PARTITION_FETCH_BYTES = 4 << 20;

    /**
     * After which a transaction is tried to begin again while the brokers are still ending the one before; each further
     * attempt waits twice as long.
     */
    private static final long TRANSACTION_BACKOFF_MILLIS = 10;

    private static final int ATTEMPT_MILLIS = 10_000;

    private final Map<String, Object> properties;

    private ClientSettings(Map<String, Object> properties) {
        this.properties = Map.copyOf(properties);
    }

    static ClientSettings of(Map<String, ?> given) {
        HashMap<String, Object> properties = new HashMap<>();
        given.forEach((name, value) -> {
            Object plain = value instanceof Class<?> type ? type.getName() : value;
            if (!(plain instanceof Serializable)) {
                throw new IllegalArgumentException("the property " + name
                        + " must be text, a number, a boolean or a class, so that it can be sent to other processes");
            }
            properties.put(name, plain);
        });
        Object servers = properties.get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG);
        if (servers == null || servers.toString().isBlank()) {
            throw new IllegalArgumentException("bootstrap.servers is missing: where the cluster is, host:port");
        }
        return new ClientSettings(properties);
    }

    /** Refuses what would leave the offsets to somebody else. */
    ClientSettings forReading() {
        if (Boolean.parseBoolean(String.valueOf(properties.get(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG)))) {
            throw new IllegalArgumentException("enable.auto.commit: offsets belong to the checkpoint; the group is told"
                    + " of them when a batch is done");
        }
        String reset = text(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG);
        if (reset != null && !Set.of("earliest", "latest", "none").contains(reset)) {
            throw new IllegalArgumentException(
                    "auto.offset.reset must be earliest, latest or none: it says where the first start begins");
        }
        isolation();
        return this;
    }

    /** Refuses what the sink decides itself. */
    ClientSettings forWriting() {
        if (properties.containsKey(ProducerConfig.TRANSACTIONAL_ID_CONFIG)) {
            throw new IllegalArgumentException(
                    "transactional.id: the sink makes one for each of its partitions, of the program's and its own name");
        }
        String acks = text(ProducerConfig.ACKS_CONFIG);
        if (acks != null && !acks.equals("all") && !acks.equals("-1")) {
            throw new IllegalArgumentException("acks must be all: what isn't replicated is lost with its broker");
        }
        if ("false".equals(text(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG))) {
            throw new IllegalArgumentException("enable.idempotence: without it a repeated request is written twice");
        }
        return this;
    }

    @Nullable
    String text(String property) {
        Object value = properties.get(property);
        return value == null ? null : value.toString();
    }

    @Nullable
    String group() {
        return text(ConsumerConfig.GROUP_ID_CONFIG);
    }

    /** What serializers and deserializers are configured with. */
    Map<String, Object> all() {
        return Map.copyOf(properties);
    }

    /** Uncommitted records are read only by who asks for it. */
    IsolationLevel isolation() {
        String level = text(ConsumerConfig.ISOLATION_LEVEL_CONFIG);
        return level == null ? IsolationLevel.READ_COMMITTED : IsolationLevel.valueOf(level.toUpperCase(Locale.ROOT));
    }

    /** For a consumer of bytes that never moves by itself. */
    Map<String, Object> consumer(String clientId) {
        Map<String, Object> consumer = new HashMap<>(properties);
        consumer.putIfAbsent(CommonClientConfigs.CLIENT_ID_CONFIG, clientId);
        consumer.putIfAbsent(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, RECORDS_PER_POLL);
        consumer.putIfAbsent(ConsumerConfig.RECEIVE_BUFFER_CONFIG, RECEIVE_BUFFER_BYTES);
        consumer.putIfAbsent(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, PARTITION_FETCH_BYTES);
        consumer.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, isolation().toString());
        consumer.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        consumer.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        consumer.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        consumer.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        consumer.remove(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
        return consumer;
    }

    /** For a consumer of bytes that is a member of its group; it neither commits nor begins anywhere by itself. */
    Map<String, Object> member(String clientId) {
        Map<String, Object> member = consumer(clientId);
        Object instance = properties.get(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
        if (instance != null) {
            member.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, instance);
        }
        return member;
    }

    /** What {@code auto.offset.reset} says. */
    String resetOr(String otherwise) {
        String reset = text(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG);
        return reset == null ? otherwise : reset;
    }

    Map<String, Object> admin(String clientId) {
        Map<String, Object> admin = known(AdminClientConfig.configNames());
        admin.putIfAbsent(CommonClientConfigs.CLIENT_ID_CONFIG, clientId);
        return admin;
    }

    /** One whose calls end soon, unless the user says otherwise, since whoever makes them tries again. */
    Map<String, Object> impatientAdmin(String clientId) {
        Map<String, Object> admin = admin(clientId);
        if (!admin.containsKey(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG)
                && !admin.containsKey(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG)) {
            admin.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ATTEMPT_MILLIS);
            admin.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, ATTEMPT_MILLIS);
        }
        return admin;
    }

    /** For a producer of bytes. */
    Map<String, Object> producer() {
        Map<String, Object> producer = known(ProducerConfig.configNames());
        producer.put(ProducerConfig.ACKS_CONFIG, "all");
        producer.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        producer.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        producer.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        return producer;
    }

    /** For a producer of bytes in transactions under this id. */
    Map<String, Object> transactions(String id) {
        Map<String, Object> producer = producer();
        producer.putIfAbsent(ProducerConfig.RETRY_BACKOFF_MS_CONFIG, TRANSACTION_BACKOFF_MILLIS);
        producer.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, id);
        return producer;
    }

    /** Those that this client knows, and those that no client knows: they are for classes that the user plugged in. */
    private Map<String, Object> known(Collection<String> names) {
        Map<String, Object> some = new HashMap<>(properties);
        some.keySet()
                .removeIf(name -> !names.contains(name)
                        && (ConsumerConfig.configNames().contains(name)
                                || ProducerConfig.configNames().contains(name)
                                || AdminClientConfig.configNames().contains(name)));
        return some;
    }

    /** The servers alone. */
    @Override
    public String toString() {
        return String.valueOf(properties.get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG));
    }
}
