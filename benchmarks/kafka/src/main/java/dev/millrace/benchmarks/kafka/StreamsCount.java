package dev.millrace.benchmarks.kafka;

import java.nio.file.Files;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.state.Stores;

/**
 * Kafka Streams: a count by key in a store in memory without a changelog, with a cache before its output, and a thread for
 * each partition.
 */
final class StreamsCount implements Counting {
    /** Records are told of in pieces of this size. */
    private static final int TOLD_TOGETHER = 1 << 12;

    @Override
    public Map<String, Long> count(CountedTopic topic, Stretch stretch) throws Exception {
        if (topic.records() % (CountedTopic.PARTITIONS * TOLD_TOGETHER) != 0) {
            throw new IllegalArgumentException("a partition's records must be a multiple of " + TOLD_TOGETHER);
        }
        Map<String, Long> counts = new ConcurrentHashMap<>();
        ThreadLocal<int[]> untold = ThreadLocal.withInitial(() -> new int[1]);
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream(CountedTopic.NAME, Consumed.with(Serdes.String(), Serdes.ByteArray()))
                .peek((key, value) -> {
                    int[] own = untold.get();
                    if (++own[0] == TOLD_TOGETHER) {
                        own[0] = 0;
                        stretch.counted(TOLD_TOGETHER);
                    }
                })
                .groupByKey(Grouped.with(Serdes.String(), Serdes.ByteArray()))
                .count(Materialized.<String, Long>as(Stores.inMemoryKeyValueStore("counts"))
                        .withKeySerde(Serdes.String())
                        .withValueSerde(Serdes.Long())
                        .withCachingEnabled()
                        .withLoggingDisabled())
                .toStream()
                .foreach(counts::put);
        try (KafkaStreams streams = new KafkaStreams(builder.build(), settings(topic))) {
            streams.start();
            stretch.awaitEnd();
        } // what is in the cache comes out
        return counts;
    }

    private static Properties settings(CountedTopic topic) throws Exception {
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "benchmark");
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, topic.servers());
        settings.put(
                StreamsConfig.STATE_DIR_CONFIG,
                Files.createTempDirectory("streams").toString());
        settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, CountedTopic.PARTITIONS);
        settings.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 64L << 20);
        settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 1_000);
        settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
        CountedTopic.LARGE_FETCHES.forEach((name, value) -> settings.put(StreamsConfig.consumerPrefix(name), value));
        return settings;
    }
}
