package dev.millrace.connector.kafka;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * A record of a topic with everything that is known of it.
 *
 * @param timestampMillis when it was made or, where the topic says so, appended; -1 if it has no time
 * @param key null where it has none
 * @param value null for what deletes a key of a compacted topic
 */
public record KafkaRecord<K extends @Nullable Object, V extends @Nullable Object>(
        String topic, int partition, long offset, long timestampMillis, K key, V value, List<KafkaHeader> headers)
        implements Serializable {
    static <K extends @Nullable Object, V extends @Nullable Object> KafkaRecord<K, V> of(
            ConsumerRecord<?, ?> raw, K key, V value) {
        return new KafkaRecord<>(
                raw.topic(), raw.partition(), raw.offset(), raw.timestamp(), key, value, headersOf(raw));
    }

    private static List<KafkaHeader> headersOf(ConsumerRecord<?, ?> raw) {
        if (raw instanceof PackedRecord packed && !packed.hasHeaders()) {
            return List.of();
        }
        Header[] headers = raw.headers().toArray();
        if (headers.length == 0) {
            return List.of();
        }
        List<KafkaHeader> copies = new ArrayList<>(headers.length);
        for (Header header : headers) {
            copies.add(new KafkaHeader(header.key(), header.value()));
        }
        return List.copyOf(copies);
    }

    /** Where it is; what is in it stays out of messages. */
    @Override
    public String toString() {
        return "record " + offset + " of " + topic + "-" + partition;
    }
}
