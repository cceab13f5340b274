package dev.millrace.connector.kafka;

import dev.millrace.connector.AtLeastOnceSink;
import dev.millrace.function.Function;
import dev.millrace.function.Function0;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/** Describes a sink: how Kafka's records are made of the program's. Functions see one record and depend on it alone. */
public final class KafkaSinkBuilder<T> {
    private final ClientSettings client;
    private @Nullable String topic;
    private @Nullable Function<? super T, ? extends @Nullable Object> key;
    private Function0<? extends Serializer<?>> keySerializer = ByteArraySerializer::new;
    private @Nullable Function<? super T, ? extends @Nullable Object> value;
    private Function0<? extends Serializer<?>> valueSerializer = ByteArraySerializer::new;
    private @Nullable Function<? super T, List<KafkaHeader>> headers;
    private @Nullable Function<? super T, Long> timestamp;
    private @Nullable Function<? super T, ? extends ProducerRecord<?, ?>> records;
    private @Nullable Duration marksKept;

    KafkaSinkBuilder(ClientSettings client) {
        this.client = client;
    }

    /** Where all records go. */
    public KafkaSinkBuilder<T> topic(String name) {
        this.topic = Objects.requireNonNull(name);
        return this;
    }

    /** Records with equal keys come to one partition of the topic; by default there are none. Null is allowed. */
    public <K extends @Nullable Object> KafkaSinkBuilder<T> key(
            Function<? super T, K> function, Function0<? extends Serializer<K>> serializer) {
        this.key = Objects.requireNonNull(function);
        this.keySerializer = Objects.requireNonNull(serializer);
        return this;
    }

    /** Null deletes the key in a compacted topic. */
    public <V extends @Nullable Object> KafkaSinkBuilder<T> value(
            Function<? super T, V> function, Function0<? extends Serializer<V>> serializer) {
        this.value = Objects.requireNonNull(function);
        this.valueSerializer = Objects.requireNonNull(serializer);
        return this;
    }

    public KafkaSinkBuilder<T> headers(Function<? super T, List<KafkaHeader>> function) {
        this.headers = Objects.requireNonNull(function);
        return this;
    }

    /** The time of a record, in ms since 1970; by default when it is sent. A function of the record, so that it is the same again. */
    public KafkaSinkBuilder<T> timestampMillis(Function<? super T, Long> function) {
        this.timestamp = Objects.requireNonNull(function);
        return this;
    }

    /** Whole records, each with a topic of its choice, instead of {@code topic}, {@code key} and the others. */
    public <K, V> KafkaSinkBuilder<T> records(
            Function<? super T, ProducerRecord<K, V>> function,
            Function0<? extends Serializer<K>> keys,
            Function0<? extends Serializer<V>> values) {
        this.records = Objects.requireNonNull(function);
        this.keySerializer = Objects.requireNonNull(keys);
        this.valueSerializer = Objects.requireNonNull(values);
        return this;
    }

    /**
     * For how long brokers keep the offsets of a group that nobody uses, if they don't tell ({@code
     * offsets.retention.minutes}), or how old a batch in doubt may be that is run again nevertheless.
     */
    public KafkaSinkBuilder<T> marksKept(Duration time) {
        if (time.isNegative() || time.isZero()) {
            throw new IllegalArgumentException("marksKept must be positive, not " + time);
        }
        this.marksKept = time;
        return this;
    }

    /** Exactly once, by transactions; for {@code save}. */
    public KafkaSink<T> build() {
        return new KafkaSink<>(settings());
    }

    /** At least once: without transactions, which makes small batches cheaper; for {@code save}. */
    public AtLeastOnceSink<T> idempotent() {
        return new IdempotentKafkaSink<>(settings(), null);
    }

    private SinkSettings<T> settings() {
        if (records != null) {
            if (topic != null || value != null) {
                throw new IllegalArgumentException("a Kafka sink has records(…), or topic(…) and value(…), not both");
            }
            return new SinkSettings<>(
                    client, new RecordMaker<>(null, records, keySerializer, valueSerializer, client), marksKept);
        }
        if (topic == null || value == null) {
            throw new IllegalArgumentException("a Kafka sink needs topic(…) and value(…), or records(…)");
        }
        Fields<T> fields = new Fields<>(topic, key, value, headers, timestamp);
        return new SinkSettings<>(
                client, new RecordMaker<>(topic, fields, keySerializer, valueSerializer, client), marksKept);
    }

    /** A record by its parts. */
    private record Fields<T>(
            String topic,
            @Nullable Function<? super T, ? extends @Nullable Object> key,
            Function<? super T, ? extends @Nullable Object> value,
            @Nullable Function<? super T, List<KafkaHeader>> headers,
            @Nullable Function<? super T, Long> timestamp)
            implements Function<T, ProducerRecord<@Nullable Object, @Nullable Object>> {
        @Override
        public ProducerRecord<@Nullable Object, @Nullable Object> call(T record) throws Exception {
            List<Header> made = headers == null
                    ? null
                    : headers.call(record).stream()
                            .<Header>map(header -> new RecordHeader(header.key(), header.value()))
                            .toList();
            return new ProducerRecord<>(
                    topic,
                    null,
                    timestamp == null ? null : timestamp.call(record),
                    key == null ? null : key.call(record),
                    value.call(record),
                    made);
        }
    }
}
