package dev.millrace.connector.kafka;

import dev.millrace.connector.kafka.Packing.Slot;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.RetriableCommitFailedException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/** {@link RecordFetch} by Kafka's consumer. */
final class ClientFetch implements RecordFetch {
    private static final System.Logger LOGGER = System.getLogger("dev.millrace.connector.kafka");
    private static final Duration LAST_COMMIT = Duration.ofSeconds(2);

    private final Packing packing = new Packing();

    /** Of slots or, where the user's interceptors are to see them, of bytes. */
    private final KafkaConsumer<Object, Object> consumer;

    private final boolean areSlots;

    /** What the group was last told of each partition, whether or not it has heard. */
    private final Map<TopicPartition, OffsetAndMetadata> newest = new HashMap<>();

    /** What it is to be told with what is done next. */
    private final Map<TopicPartition, OffsetAndMetadata> untold = new HashMap<>();

    /** @param properties of a consumer of bytes */
    ClientFetch(Map<String, Object> properties) {
        this.areSlots = properties.get(ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG) == null;
        this.consumer = areSlots
                ? new KafkaConsumer<Object, Object>(properties, any(packing.keys()), any(packing.values()))
                : new KafkaConsumer<>(properties);
    }

    @SuppressWarnings("unchecked") // a consumer only hands on what they make
    private static Deserializer<Object> any(Deserializer<?> deserializer) {
        return (Deserializer<Object>) deserializer;
    }

    @Override
    public void assign(Map<TopicPartition, Long> offsets) {
        Map<TopicPartition, Long> news = new HashMap<>(offsets);
        news.keySet().removeAll(consumer.assignment());
        consumer.assign(offsets.keySet());
        news.forEach(consumer::seek);
    }

    @Override
    public void seek(TopicPartition partition, long offset) {
        consumer.seek(partition, offset);
    }

    @Override
    public Fetched poll(Duration timeout) {
        packing.clear();
        ConsumerRecords<Object, Object> news = consumer.poll(timeout);
        Map<TopicPartition, PackedRecords> records = new HashMap<>();
        for (TopicPartition partition : news.partitions()) {
            List<?> ofPartition = news.records(partition);
            if (!ofPartition.isEmpty()) { // as an interceptor may have left it
                records.put(partition, pack(ofPartition));
            }
        }
        return new Fetched(records, news.nextOffsets());
    }

    @SuppressWarnings("unchecked") // what its deserializers make
    private PackedRecords pack(List<?> records) {
        return areSlots
                ? packing.pack((List<ConsumerRecord<@Nullable Slot, @Nullable Slot>>) records)
                : packing.packMade((List<ConsumerRecord<byte[], byte[]>>) records);
    }

    @Override
    public void pause(Collection<TopicPartition> partitions) {
        consumer.pause(partitions);
    }

    @Override
    public void resume(Collection<TopicPartition> partitions) {
        consumer.resume(partitions);
    }

    @Override
    public long lag(TopicPartition partition) {
        return consumer.currentLag(partition).orElse(-1);
    }

    @Override
    public void commit(Map<TopicPartition, Long> offsets, boolean isLast) {
        Map<TopicPartition, OffsetAndMetadata> told = new HashMap<>(untold);
        offsets.forEach((partition, offset) -> told.put(partition, new OffsetAndMetadata(offset)));
        untold.clear();
        if (told.isEmpty()) {
            return;
        }
        newest.putAll(told);
        if (!isLast) {
            consumer.commitAsync(told, (done, failure) -> {
                if (failure instanceof RetriableCommitFailedException) {
                    // Such as of a group that the brokers have only begun to look after.
                    told.forEach((partition, offset) -> {
                        if (offset.equals(newest.get(partition))) {
                            untold.put(partition, offset);
                        }
                    });
                } else if (failure != null) {
                    LOGGER.log(Level.WARNING, "the group could not be told of what is done: {0}", failure.toString());
                }
            });
            return;
        }
        try {
            commitSync(told);
        } catch (KafkaException e) {
            LOGGER.log(Level.WARNING, "the group could not be told of what is done: {0}", e.toString());
        }
    }

    private void commitSync(Map<TopicPartition, OffsetAndMetadata> told) {
        try {
            consumer.commitSync(told, LAST_COMMIT);
        } catch (WakeupException e) {
            // Left over from what ended the last poll.
            consumer.commitSync(told, LAST_COMMIT);
        }
    }

    @Override
    public void wakeup() {
        consumer.wakeup();
    }

    @Override
    public void close() {
        Closing.close(() -> consumer.close(CloseOptions.timeout(Duration.ZERO)));
    }
}
