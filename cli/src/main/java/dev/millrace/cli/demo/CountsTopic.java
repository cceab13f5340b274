package dev.millrace.cli.demo;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/** A topic of words and counts, read from its beginning, committed records alone. One thread. */
final class CountsTopic implements AutoCloseable {
    private final KafkaConsumer<String, String> consumer;
    private final List<TopicPartition> partitions;
    private final Map<String, Long> counts = new TreeMap<>();

    CountsTopic(String brokers, String topic, int partitions) {
        Map<String, Object> params = Map.of("bootstrap.servers", brokers, "isolation.level", "read_committed");
        this.consumer = new KafkaConsumer<>(params, new StringDeserializer(), new StringDeserializer());
        this.partitions = IntStream.range(0, partitions)
                .mapToObj(number -> new TopicPartition(topic, number))
                .toList();
        consumer.assign(this.partitions);
        consumer.seekToBeginning(this.partitions);
    }

    /** All that is committed now. */
    WordTotals totals() {
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        while (partitions.stream()
                .anyMatch(partition -> consumer.position(partition) < ends.getOrDefault(partition, 0L))) {
            for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(100))) {
                counts.merge(record.key(), Long.parseLong(record.value()), Long::sum);
            }
        }
        return WordTotals.of(counts);
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(Duration.ZERO));
    }
}
