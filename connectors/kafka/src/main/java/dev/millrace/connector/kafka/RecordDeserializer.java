package dev.millrace.connector.kafka;

import dev.millrace.MillraceException;
import dev.millrace.MillraceException.Kind;
import dev.millrace.connector.RecordDecoder;
import dev.millrace.function.Emitter;
import dev.millrace.function.Function;
import dev.millrace.function.Function0;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Makes records of bytes, inside of the batch: what can't be deserialized is a bad record there. Any number of threads;
 * each has deserializers of its own, since Kafka's need not be safe for two.
 */
final class RecordDeserializer<K, V, T> implements RecordDecoder<ConsumerRecord<byte[], byte[]>, T> {
    private final Function0<? extends Deserializer<? extends K>> keys;
    private final Function0<? extends Deserializer<? extends V>> values;
    private final ClientSettings settings;
    private final @Nullable Function<? super KafkaRecord<K, V>, ? extends T> handler;
    private transient volatile @Nullable ThreadLocal<Pair<K, V>> ofThread;

    /** @param handler null where a {@code T} is the record itself */
    RecordDeserializer(
            Function0<? extends Deserializer<? extends K>> keys,
            Function0<? extends Deserializer<? extends V>> values,
            ClientSettings settings,
            @Nullable Function<? super KafkaRecord<K, V>, ? extends T> handler) {
        this.keys = keys;
        this.values = values;
        this.settings = settings;
        this.handler = handler;
    }

    /** With what the properties name where nothing is given. */
    static <K, V, T> RecordDeserializer<K, V, T> of(
            @Nullable Function0<? extends Deserializer<? extends K>> keys,
            @Nullable Function0<? extends Deserializer<? extends V>> values,
            ClientSettings settings,
            @Nullable Function<? super KafkaRecord<K, V>, ? extends T> handler) {
        return new RecordDeserializer<>(
                keys == null ? NamedDeserializer.of(settings, ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG) : keys,
                values == null
                        ? NamedDeserializer.of(settings, ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG)
                        : values,
                settings,
                handler);
    }

    /** The same for records as they are in a block log. */
    LoggedDecoder<K, V, T> ofLogged() {
        return new LoggedDecoder<>(this);
    }

    /** Kafka's deserializers leave headers alone; others may write to them, and get their own. */
    private record Pair<K, V>(
            Deserializer<? extends K> key,
            boolean keyNeedsHeaders,
            Deserializer<? extends V> value,
            boolean valueNeedsHeaders) {
        Pair(Deserializer<? extends K> key, Deserializer<? extends V> value) {
            this(key, needsHeaders(key), value, needsHeaders(value));
        }

        private static boolean needsHeaders(Deserializer<?> deserializer) {
            return deserializer.getClass().getPackage() != StringDeserializer.class.getPackage();
        }

        K keyOf(ConsumerRecord<byte[], byte[]> raw) {
            return raw instanceof PackedRecord packed
                    ? key.deserialize(raw.topic(), packed.headers(keyNeedsHeaders), packed.keyInPlace())
                    : key.deserialize(raw.topic(), raw.headers(), raw.key());
        }

        V valueOf(ConsumerRecord<byte[], byte[]> raw) {
            return raw instanceof PackedRecord packed
                    ? value.deserialize(raw.topic(), packed.headers(valueNeedsHeaders), packed.valueInPlace())
                    : value.deserialize(raw.topic(), raw.headers(), raw.value());
        }
    }

    @Override
    public void decode(ConsumerRecord<byte[], byte[]> raw, Emitter<T> out) throws Exception {
        out.accept(deserialize(raw));
    }

    @SuppressWarnings("unchecked") // without a handler, T is that record
    private T deserialize(ConsumerRecord<byte[], byte[]> raw) throws Exception {
        Pair<K, V> own = own().get();
        K key;
        try {
            key = own.keyOf(raw);
        } catch (RuntimeException e) {
            throw bad(raw, "its key can't be deserialized: " + e, e);
        }
        V value;
        try {
            value = own.valueOf(raw);
        } catch (RuntimeException e) {
            throw bad(raw, "its value can't be deserialized: " + e, e);
        }
        KafkaRecord<K, V> record = KafkaRecord.of(raw, key, value);
        if (handler == null) {
            return (T) record;
        }
        try {
            return handler.call(record);
        } catch (Exception e) {
            throw bad(raw, "the message handler threw " + e, e);
        }
    }

    private static MillraceException bad(ConsumerRecord<?, ?> raw, String what, Exception cause) {
        return new MillraceException(
                Kind.USER_CODE,
                "Kafka topic '%s', partition %d, offset %d: %s"
                        .formatted(raw.topic(), raw.partition(), raw.offset(), what),
                cause);
    }

    private ThreadLocal<Pair<K, V>> own() {
        ThreadLocal<Pair<K, V>> known = ofThread;
        if (known == null) {
            known = ThreadLocal.withInitial(this::make);
            ofThread = known;
        }
        return known;
    }

    private Pair<K, V> make() {
        try {
            Map<String, Object> properties = settings.all();
            Deserializer<? extends K> key = keys.call();
            key.configure(properties, true);
            Deserializer<? extends V> value = values.call();
            value.configure(properties, false);
            return new Pair<>(key, value);
        } catch (Exception e) {
            throw new MillraceException(Kind.CONFIGURATION, "a deserializer can't be made: " + e, e);
        }
    }
}
