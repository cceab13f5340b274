package dev.millrace.connector.kafka;

import dev.millrace.MillraceException;
import dev.millrace.MillraceException.Kind;
import dev.millrace.connector.SinkTask;
import dev.millrace.function.Function;
import dev.millrace.function.Function0;
import java.io.Serializable;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Makes Kafka's records of the program's. Any number of threads; each has serializers of its own, since Kafka's need not
 * be safe for two.
 *
 * @param <T> the program's records
 */
final class RecordMaker<T> implements Serializable {
    private final @Nullable String topic;
    private final Function<? super T, ? extends ProducerRecord<?, ?>> function;
    private final Function0<? extends Serializer<?>> keys;
    private final Function0<? extends Serializer<?>> values;
    private final ClientSettings settings;
    private transient volatile @Nullable ThreadLocal<Serializers> ofThread;

    /** @param topic null where the records choose their topics themselves */
    RecordMaker(
            @Nullable String topic,
            Function<? super T, ? extends ProducerRecord<?, ?>> function,
            Function0<? extends Serializer<?>> keys,
            Function0<? extends Serializer<?>> values,
            ClientSettings settings) {
        this.topic = topic;
        this.function = function;
        this.keys = keys;
        this.values = values;
        this.settings = settings;
    }

    private record Serializers(Serializer<Object> key, Serializer<Object> value) {}

    @Nullable
    String topic() {
        return topic;
    }

    ProducerRecord<byte[], byte[]> make(SinkTask task, long number, T record, String where) {
        try {
            ProducerRecord<?, ?> made = function.call(record);
            Serializers own = own().get();
            Object key = made.key();
            Object value = made.value();
            return new ProducerRecord<>(
                    made.topic(),
                    made.partition(),
                    made.timestamp(),
                    key == null ? null : own.key().serialize(made.topic(), made.headers(), key),
                    value == null ? null : own.value().serialize(made.topic(), made.headers(), value),
                    made.headers());
        } catch (Exception e) {
            throw new MillraceException(
                    Kind.USER_CODE,
                    "%s: record %d of batch %d, partition %d can't be sent: %s"
                            .formatted(where, number, task.batch(), task.partition(), e),
                    e);
        }
    }

    private ThreadLocal<Serializers> own() {
        ThreadLocal<Serializers> known = ofThread;
        if (known == null) {
            known = ThreadLocal.withInitial(this::serializers);
            ofThread = known;
        }
        return known;
    }

    @SuppressWarnings("unchecked") // the builder has brought together what belongs together
    private Serializers serializers() {
        try {
            Map<String, Object> properties = settings.all();
            Serializer<Object> key = (Serializer<Object>) keys.call();
            key.configure(properties, true);
            Serializer<Object> value = (Serializer<Object>) values.call();
            value.configure(properties, false);
            return new Serializers(key, value);
        } catch (Exception e) {
            throw new MillraceException(Kind.CONFIGURATION, "a serializer can't be made: " + e, e);
        }
    }
}
