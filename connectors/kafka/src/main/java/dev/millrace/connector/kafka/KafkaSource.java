package dev.millrace.connector.kafka;

import dev.millrace.connector.ReplayableSource;
import dev.millrace.connector.SourceContext;
import dev.millrace.connector.SourceReader;
import dev.millrace.connector.kafka.TopicSelection.Matching;
import dev.millrace.connector.kafka.TopicSelection.Partitions;
import dev.millrace.connector.kafka.TopicSelection.Topics;
import java.io.Serializable;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Topics of Kafka as a source: every record exactly once and those of a partition in their order. Each partition of a
 * topic is a partition of the RDD; the offsets are in the program's own log and nobody else's. An immutable description;
 * {@link #subscribe}, {@link #subscribePattern} and {@link #assign} begin one.
 */
public final class KafkaSource implements ReplayableSource<ConsumerRecord<byte[], byte[]>>, Serializable {
    private final SourceSettings settings;

    KafkaSource(SourceSettings settings) {
        this.settings = settings;
    }

    /**
     * All partitions of these topics, and those that are added to them later.
     *
     * @param params properties of Kafka's consumer; {@code bootstrap.servers} is needed
     */
    public static <K, V> KafkaSourceBuilder<K, V, KafkaRecord<K, V>> subscribe(
            Collection<String> topics, Map<String, ?> params) {
        return KafkaSourceBuilder.of(new Topics(new TreeSet<>(topics)), params);
    }

    /** All topics whose whole name matches: those that are there and those that come. */
    public static <K, V> KafkaSourceBuilder<K, V, KafkaRecord<K, V>> subscribePattern(
            Pattern pattern, Map<String, ?> params) {
        return KafkaSourceBuilder.of(new Matching(pattern), params);
    }

    /** These partitions and no others. */
    public static <K, V> KafkaSourceBuilder<K, V, KafkaRecord<K, V>> assign(
            Collection<TopicPartition> partitions, Map<String, ?> params) {
        TreeSet<String> topics = new TreeSet<>();
        partitions.forEach(partition -> topics.add(partition.topic()));
        if (topics.isEmpty()) {
            throw new IllegalArgumentException("no partition to read");
        }
        return KafkaSourceBuilder.of(new Partitions(topics, new HashSet<>(partitions)), params);
    }

    /** {@code kafka:} and the topics. */
    @Override
    public String defaultName() {
        return "kafka:" + settings.selection().describe();
    }

    @Override
    public SourceReader<ConsumerRecord<byte[], byte[]>> open(SourceContext context) {
        return open(context, settings.connect(context.sourceName().replaceAll("[^a-zA-Z0-9._-]", "_")));
    }

    SourceReader<ConsumerRecord<byte[], byte[]>> open(SourceContext context, KafkaCalls calls) {
        return new KafkaReader(new KafkaSession(settings, calls, context.clock()), context).open();
    }

    SourceSettings settings() {
        return settings;
    }

    @Override
    public String toString() {
        return defaultName();
    }
}
