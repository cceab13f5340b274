package dev.millrace.connector.kafka;

import dev.millrace.MillraceException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/** {@link SinkCalls} by Kafka's own clients. */
final class ClientSinkCalls implements SinkCalls {
    private static final String RETENTION = "offsets.retention.minutes";
    private static final Duration DEFAULT_RETENTION = Duration.ofDays(7);

    private final ClientSettings settings;
    private final Admin admin;

    ClientSinkCalls(ClientSettings settings) {
        this.settings = settings;
        this.admin = Admin.create(settings.impatientAdmin("millrace-sink"));
    }

    @Override
    public Transactions transactions(String id) {
        return new ClientTransactions(new KafkaProducer<>(settings.transactions(id)));
    }

    @Override
    public Map<TopicPartition, OffsetAndMetadata> offsets(String group) {
        ListConsumerGroupOffsetsOptions options = new ListConsumerGroupOffsetsOptions().requireStable(true);
        try {
            Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>(
                    await(admin.listConsumerGroupOffsets(group, options).partitionsToOffsetAndMetadata()));
            offsets.values().removeIf(offset -> offset == null);
            return offsets;
        } catch (GroupIdNotFoundException e) {
            return Map.of();
        }
    }

    @Override
    public Duration offsetsRetention() {
        try {
            Node any = await(admin.describeCluster().nodes()).iterator().next();
            ConfigResource broker = new ConfigResource(ConfigResource.Type.BROKER, any.idString());
            ConfigEntry entry = await(admin.describeConfigs(List.of(broker)).all())
                    .getOrDefault(broker, new Config(List.of()))
                    .get(RETENTION);
            return entry == null ? DEFAULT_RETENTION : Duration.ofMinutes(Long.parseLong(entry.value()));
        } catch (AuthorizationException e) {
            return DEFAULT_RETENTION;
        }
    }

    private <V> V await(KafkaFuture<V> answer) {
        try {
            return answer.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof KafkaException failure) {
                throw failure;
            }
            throw new MillraceException(
                    MillraceException.Kind.INTERNAL,
                    Trouble.cluster(settings) + ": a call failed unexpectedly: " + e.getCause(),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Trouble.interrupted(Trouble.cluster(settings), e);
        }
    }

    @Override
    public void close() {
        Closing.close(() -> admin.close(Duration.ZERO));
    }

    private record ClientTransactions(KafkaProducer<byte[], byte[]> producer) implements Transactions {
        @Override
        public void init() {
            producer.initTransactions();
        }

        @Override
        public void begin() {
            producer.beginTransaction();
        }

        @Override
        public void send(ProducerRecord<byte[], byte[]> record) {
            producer.send(record); // what goes wrong with it is said by the commit
        }

        @Override
        @SuppressWarnings("removal") // a group without members can't be named in another way
        public void sendOffsets(String group, Map<TopicPartition, OffsetAndMetadata> offsets) {
            producer.sendOffsetsToTransaction(offsets, new ConsumerGroupMetadata(group));
        }

        @Override
        public void commit() {
            producer.commitTransaction();
        }

        @Override
        public void abort() {
            producer.abortTransaction();
        }

        @Override
        public void close() {
            Closing.producers(List.of(() -> producer.close(Duration.ZERO)));
        }
    }
}
