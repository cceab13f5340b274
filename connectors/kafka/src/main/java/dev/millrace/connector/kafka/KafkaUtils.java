package dev.millrace.connector.kafka;

import dev.millrace.DStream;
import dev.millrace.RDD;
import dev.millrace.StreamingContext;
import dev.millrace.connector.kafka.TopicSelection.Partitions;
import dev.millrace.plan.Read;
import dev.millrace.plan.ReadInput;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;

/** Spark's names for reading Kafka. {@link KafkaSource} does the same and can do more. */
public final class KafkaUtils {
    private KafkaUtils() {}

    /**
     * A direct stream of topics. As in Spark it begins where the group of {@code group.id} stands, else where {@code
     * auto.offset.reset} says, and tells the group when batches are done; with a checkpoint it goes on from that.
     *
     * @param params properties of Kafka's consumer, with {@code bootstrap.servers} and both deserializers
     */
    public static <K, V> DStream<KafkaRecord<K, V>> createDirectStream(
            StreamingContext ssc, Collection<String> topics, Map<String, ?> params) {
        return createDirectStream(ssc, KafkaSource.<K, V>subscribe(topics, params), params);
    }

    /** The same of partitions. */
    public static <K, V> DStream<KafkaRecord<K, V>> createDirectStream(
            StreamingContext ssc, Set<TopicPartition> partitions, Map<String, ?> params) {
        return createDirectStream(ssc, KafkaSource.<K, V>assign(partitions, params), params);
    }

    private static <K, V> DStream<KafkaRecord<K, V>> createDirectStream(
            StreamingContext ssc, KafkaSourceBuilder<K, V, KafkaRecord<K, V>> source, Map<String, ?> params) {
        ClientSettings client = ClientSettings.of(params);
        String group = client.group();
        if (group != null) {
            source.startingOffsets(StartingOffsets.committedBy(group, KafkaSourceBuilder.startingOf(client)));
        }
        return ssc.sourceStream(source.build());
    }

    /**
     * The receiver-based stream of topics: a member of the group of {@code group.id}, which shares their partitions with other
     * processes. What it receives goes to the block log, and the group is told when it is synced there. See {@link
     * KafkaReceiver}.
     *
     * @param params properties of Kafka's consumer, with {@code bootstrap.servers}, {@code group.id} and both deserializers
     */
    public static <K, V> DStream<KafkaRecord<K, V>> createStream(
            StreamingContext ssc, Collection<String> topics, Map<String, ?> params) {
        return ssc.sourceStream(KafkaReceiver.<K, V>subscribe(topics, params).build());
    }

    /**
     * The records of these ranges, a partition each, to be combined with the RDDs of the context's batches: in {@code
     * transform}, or by a queue. Read from the brokers whenever a batch needs it.
     */
    public static <K, V> RDD<KafkaRecord<K, V>> createRDD(
            StreamingContext ssc, Map<String, ?> params, OffsetRange... ranges) {
        Objects.requireNonNull(ssc, "context");
        Set<TopicPartition> partitions = new HashSet<>();
        TreeSet<String> topics = new TreeSet<>();
        for (OffsetRange range : ranges) {
            partitions.add(new TopicPartition(range.topic(), range.partition()));
            topics.add(range.topic());
        }
        KafkaSourceBuilder<K, V, KafkaRecord<K, V>> source =
                KafkaSourceBuilder.of(new Partitions(topics, Set.copyOf(partitions)), params);
        SourceSettings settings = source.buildRaw().settings();
        List<RangeSplit> splits = Stream.of(ranges)
                .map(range -> new RangeSplit(settings, new TopicLog(range.topic(), range.partition(), ""), range))
                .toList();
        RecordDeserializer<K, V, KafkaRecord<K, V>> decoder = source.decoder();
        return RDD.template(new Read<>(new ReadInput.FixedSplits<>(splits))).mapMulti(decoder::decode);
    }
}
