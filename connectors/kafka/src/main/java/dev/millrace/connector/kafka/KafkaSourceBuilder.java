package dev.millrace.connector.kafka;

import dev.millrace.connector.BadRecord;
import dev.millrace.connector.BadRecordPolicy;
import dev.millrace.connector.DecodedSource;
import dev.millrace.connector.Sink;
import dev.millrace.connector.Source;
import dev.millrace.function.Function;
import dev.millrace.function.Function0;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/** Describes a {@link KafkaSource}; all has a default. Every mistake is told where it is made. */
public final class KafkaSourceBuilder<K, V, T> {
    private final TopicSelection selection;
    private final ClientSettings client;
    private final @Nullable Function<? super KafkaRecord<K, V>, ? extends T> handler;
    private @Nullable Function0<? extends Deserializer<? extends K>> keyDeserializer;
    private @Nullable Function0<? extends Deserializer<? extends V>> valueDeserializer;
    private StartingOffsets starting;
    private FetchSettings fetch = FetchSettings.DEFAULTS;
    private LossPolicy onLoss = LossPolicy.FAIL;
    private Duration retryTime = SourceSettings.RETRY_TIME;
    private BadRecordPolicy onBadRecord = BadRecordPolicy.FAIL;
    private @Nullable Sink<? super BadRecord<ConsumerRecord<byte[], byte[]>>> deadLetters;

    private KafkaSourceBuilder(
            TopicSelection selection,
            ClientSettings client,
            @Nullable Function<? super KafkaRecord<K, V>, ? extends T> handler) {
        this.selection = selection;
        this.client = client;
        this.handler = handler;
        this.starting = startingOf(client);
    }

    static <K, V> KafkaSourceBuilder<K, V, KafkaRecord<K, V>> of(TopicSelection selection, Map<String, ?> params) {
        return new KafkaSourceBuilder<>(selection, ClientSettings.of(params).forReading(), null);
    }

    static StartingOffsets startingOf(ClientSettings client) {
        return "earliest".equals(client.text(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG))
                ? StartingOffsets.earliest()
                : StartingOffsets.latest();
    }

    /** How bytes are read. By default by the classes that the properties name, as Kafka's consumer does. */
    public <K2, V2> KafkaSourceBuilder<K2, V2, KafkaRecord<K2, V2>> deserializers(
            Function0<? extends Deserializer<K2>> keys, Function0<? extends Deserializer<V2>> values) {
        KafkaSourceBuilder<K2, V2, KafkaRecord<K2, V2>> other = new KafkaSourceBuilder<>(selection, client, null);
        other.keyDeserializer = Objects.requireNonNull(keys);
        other.valueDeserializer = Objects.requireNonNull(values);
        other.takeSettings(this);
        return other;
    }

    /** Makes each element of the whole record; what it throws at is a bad record. */
    public <R> KafkaSourceBuilder<K, V, R> messageHandler(Function<? super KafkaRecord<K, V>, ? extends R> function) {
        KafkaSourceBuilder<K, V, R> other =
                new KafkaSourceBuilder<>(selection, client, Objects.requireNonNull(function));
        other.keyDeserializer = keyDeserializer;
        other.valueDeserializer = valueDeserializer;
        other.takeSettings(this);
        return other;
    }

    private void takeSettings(KafkaSourceBuilder<?, ?, ?> from) {
        starting = from.starting;
        fetch = from.fetch;
        onLoss = from.onLoss;
        retryTime = from.retryTime;
        onBadRecord = from.onBadRecord;
        deadLetters = from.deadLetters;
    }

    /**
     * Where to begin without a checkpoint. By default what {@code auto.offset.reset} says, and the latest where it says
     * nothing, as in Kafka and Spark.
     */
    public KafkaSourceBuilder<K, V, T> startingOffsets(StartingOffsets offsets) {
        this.starting = Objects.requireNonNull(offsets);
        return this;
    }

    /** What happens when records are gone before they were read: by default the program fails. */
    public KafkaSourceBuilder<K, V, T> onLoss(LossPolicy policy) {
        this.onLoss = Objects.requireNonNull(policy);
        return this;
    }

    /** How much may be fetched ahead of the batches, over all partitions: 64 MiB by default. Full means that nothing is fetched. */
    public KafkaSourceBuilder<K, V, T> bufferedBytesMax(long bytes) {
        fetch = fetch.withBufferedBytesMax(bytes);
        return this;
    }

    /** How many consumers share the partitions, 1 by default: each polls in a thread of its own. */
    public KafkaSourceBuilder<K, V, T> consumers(int number) {
        fetch = fetch.withConsumers(number);
        return this;
    }

    /** Spark's {@code maxRatePerPartition}: at most so many records a second of a partition; unlimited by default. */
    public KafkaSourceBuilder<K, V, T> recordsPerSecondPerPartitionMax(long records) {
        fetch = fetch.withRates(Math.min(fetch.recordsPerSecondMin(), records), records);
        return this;
    }

    /** Spark's {@code minRatePerPartition}: so many records a second of a partition whatever the rate control says, 1 by default. */
    public KafkaSourceBuilder<K, V, T> recordsPerSecondPerPartitionMin(long records) {
        fetch = fetch.withRates(records, fetch.recordsPerSecondMax());
        return this;
    }

    /** On a cluster: up to so many bytes of fetched records go to the executor with their split, more are read there; 1 MiB. */
    public KafkaSourceBuilder<K, V, T> carriedBytesMax(int bytes) {
        fetch = fetch.withCarriedBytesMax(bytes);
        return this;
    }

    /** How often is looked for new partitions and topics, and for ones that are gone: 5 s by default. */
    public KafkaSourceBuilder<K, V, T> discoveryInterval(Duration interval) {
        fetch = fetch.withDiscovery(interval);
        return this;
    }

    /** How long a cluster may be away before the program fails: 60 s by default. */
    public KafkaSourceBuilder<K, V, T> retryTime(Duration time) {
        this.retryTime = Objects.requireNonNull(time);
        return this;
    }

    /** What becomes of records that can't be deserialized or handled: {@code FAIL} by default, or {@code SKIP_AND_COUNT}. */
    public KafkaSourceBuilder<K, V, T> onBadRecord(BadRecordPolicy policy) {
        if (policy == BadRecordPolicy.DEAD_LETTER) {
            throw new IllegalArgumentException("DEAD_LETTER needs to know where they go: call deadLetters(sink)");
        }
        this.onBadRecord = Objects.requireNonNull(policy);
        this.deadLetters = null;
        return this;
    }

    /** Records that can't be deserialized or handled are left out and go there, as bytes. */
    public KafkaSourceBuilder<K, V, T> deadLetters(Sink<? super BadRecord<ConsumerRecord<byte[], byte[]>>> sink) {
        this.onBadRecord = BadRecordPolicy.DEAD_LETTER;
        this.deadLetters = Objects.requireNonNull(sink);
        return this;
    }

    /** The description, for {@code sourceStream}. */
    public Source<T> build() {
        return new DecodedSource<>(source(true), decoder(), onBadRecord, deadLetters);
    }

    RecordDeserializer<K, V, T> decoder() {
        return RecordDeserializer.of(keyDeserializer, valueDeserializer, client, handler);
    }

    /** The description of a stream of Kafka's own records of bytes. */
    public KafkaSource buildRaw() {
        return source(false);
    }

    private KafkaSource source(boolean isDecoded) {
        return new KafkaSource(new SourceSettings(selection, client, starting, fetch, onLoss, retryTime, isDecoded));
    }
}
