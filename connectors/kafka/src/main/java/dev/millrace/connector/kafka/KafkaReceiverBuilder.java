package dev.millrace.connector.kafka;

import dev.millrace.connector.BadRecord;
import dev.millrace.connector.BadRecordPolicy;
import dev.millrace.connector.DecodedSource;
import dev.millrace.connector.Sink;
import dev.millrace.connector.Source;
import dev.millrace.function.Function;
import dev.millrace.function.Function0;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/** Describes a {@link KafkaReceiver}; every mistake is told where it is made. */
public final class KafkaReceiverBuilder<K, V, T> {
    private final GroupSettings settings;
    private final @Nullable Function<? super KafkaRecord<K, V>, ? extends T> handler;
    private @Nullable Function0<? extends Deserializer<? extends K>> keyDeserializer;
    private @Nullable Function0<? extends Deserializer<? extends V>> valueDeserializer;
    private LossPolicy onLoss;
    private BadRecordPolicy onBadRecord = BadRecordPolicy.FAIL;
    private @Nullable Sink<? super BadRecord<KafkaRecord<byte[], byte[]>>> deadLetters;

    private KafkaReceiverBuilder(
            GroupSettings settings, @Nullable Function<? super KafkaRecord<K, V>, ? extends T> handler) {
        this.settings = settings;
        this.handler = handler;
        this.onLoss = settings.onLoss();
    }

    static <K, V> KafkaReceiverBuilder<K, V, KafkaRecord<K, V>> of(TopicSelection selection, Map<String, ?> params) {
        ClientSettings client = ClientSettings.of(params).forReading();
        return new KafkaReceiverBuilder<>(new GroupSettings(selection, client, LossPolicy.FAIL), null);
    }

    /** By default those that the properties name. They are made for each thread of the batches. */
    public <K2, V2> KafkaReceiverBuilder<K2, V2, KafkaRecord<K2, V2>> deserializers(
            Function0<? extends Deserializer<K2>> keys, Function0<? extends Deserializer<V2>> values) {
        KafkaReceiverBuilder<K2, V2, KafkaRecord<K2, V2>> other = new KafkaReceiverBuilder<>(settings, null);
        other.keyDeserializer = Objects.requireNonNull(keys);
        other.valueDeserializer = Objects.requireNonNull(values);
        other.takePolicies(this);
        return other;
    }

    /** Makes each element of the whole record; what it throws at is a bad record. */
    public <R> KafkaReceiverBuilder<K, V, R> messageHandler(Function<? super KafkaRecord<K, V>, ? extends R> function) {
        KafkaReceiverBuilder<K, V, R> other = new KafkaReceiverBuilder<>(settings, Objects.requireNonNull(function));
        other.keyDeserializer = keyDeserializer;
        other.valueDeserializer = valueDeserializer;
        other.takePolicies(this);
        return other;
    }

    private void takePolicies(KafkaReceiverBuilder<?, ?, ?> from) {
        onLoss = from.onLoss;
        onBadRecord = from.onBadRecord;
        deadLetters = from.deadLetters;
    }

    /** What happens when records are gone before the group received them: by default an error, and nothing is received. */
    public KafkaReceiverBuilder<K, V, T> onLoss(LossPolicy policy) {
        this.onLoss = Objects.requireNonNull(policy);
        return this;
    }

    /** What becomes of records that can't be deserialized or handled: {@code FAIL} by default, or {@code SKIP_AND_COUNT}. */
    public KafkaReceiverBuilder<K, V, T> onBadRecord(BadRecordPolicy policy) {
        if (policy == BadRecordPolicy.DEAD_LETTER) {
            throw new IllegalArgumentException("DEAD_LETTER needs to know where they go: call deadLetters(sink)");
        }
        this.onBadRecord = Objects.requireNonNull(policy);
        this.deadLetters = null;
        return this;
    }

    /** Records that can't be deserialized or handled are left out and go there, as bytes. */
    public KafkaReceiverBuilder<K, V, T> deadLetters(Sink<? super BadRecord<KafkaRecord<byte[], byte[]>>> sink) {
        this.onBadRecord = BadRecordPolicy.DEAD_LETTER;
        this.deadLetters = Objects.requireNonNull(sink);
        return this;
    }

    /** The description, for {@code sourceStream}. */
    public Source<T> build() {
        RecordDeserializer<K, V, T> deserializer =
                RecordDeserializer.of(keyDeserializer, valueDeserializer, settings.client(), handler);
        return new DecodedSource<>(buildRaw(), deserializer.ofLogged(), onBadRecord, deadLetters);
    }

    /** The description of a stream of records of bytes. */
    public KafkaReceiver buildRaw() {
        return new KafkaReceiver(new GroupSettings(settings.selection(), settings.client(), onLoss));
    }
}
