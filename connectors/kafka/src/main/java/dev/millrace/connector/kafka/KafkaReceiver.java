package dev.millrace.connector.kafka;

import dev.millrace.connector.ReceiverContext;
import dev.millrace.connector.ReceiverSource;
import dev.millrace.connector.Receiving;
import dev.millrace.connector.kafka.TopicSelection.Matching;
import dev.millrace.connector.kafka.TopicSelection.Topics;
import java.util.Collection;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Topics of Kafka received as a member of a consumer group, which shares their partitions with other processes: records go to
 * the block log, and are acknowledged to the group when they are synced there. At least once up to the log, exactly once
 * from it on; {@link KafkaSource} is exactly once from the topic on, but has all partitions for itself. An immutable
 * description; {@link #subscribe} and {@link #subscribePattern} begin one.
 */
public final class KafkaReceiver implements ReceiverSource<KafkaRecord<byte[], byte[]>> {
    private final GroupSettings settings;

    KafkaReceiver(GroupSettings settings) {
        this.settings = settings;
    }

    /**
     * A share of the partitions of these topics.
     *
     * @param params properties of Kafka's consumer; {@code bootstrap.servers} and {@code group.id} are needed
     */
    public static <K, V> KafkaReceiverBuilder<K, V, KafkaRecord<K, V>> subscribe(
            Collection<String> topics, Map<String, ?> params) {
        return KafkaReceiverBuilder.of(new Topics(new TreeSet<>(topics)), params);
    }

    /** A share of the partitions of all topics whose whole name matches: those that are there and those that come. */
    public static <K, V> KafkaReceiverBuilder<K, V, KafkaRecord<K, V>> subscribePattern(
            Pattern pattern, Map<String, ?> params) {
        return KafkaReceiverBuilder.of(new Matching(pattern), params);
    }

    /** {@code kafka-receiver:} and the topics. */
    @Override
    public String defaultName() {
        return "kafka-receiver:" + settings.selection().describe();
    }

    @Override
    public Receiving open(ReceiverContext<KafkaRecord<byte[], byte[]>> context) {
        return new GroupReceiving(settings, context);
    }

    @Override
    public String toString() {
        return defaultName();
    }
}
