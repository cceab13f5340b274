package dev.millrace.benchmarks.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** The expert's: a consumer and a thread for each partition, a table for each, merged in the end. */
final class PollLoop implements Counting {
    @Override
    public Map<String, Long> count(CountedTopic topic, Stretch stretch) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(CountedTopic.PARTITIONS);
        try {
            Map<String, Long> counts = new HashMap<>();
            List<Future<Map<String, long[]>>> parts = IntStream.range(0, CountedTopic.PARTITIONS)
                    .mapToObj(partition -> threads.submit(() -> count(topic, partition, stretch)))
                    .toList();
            for (Future<Map<String, long[]>> part : parts) {
                part.get().forEach((key, count) -> counts.merge(key, count[0], Long::sum));
            }
            return counts;
        } finally {
            threads.shutdownNow();
        }
    }

    private static Map<String, long[]> count(CountedTopic topic, int partition, Stretch stretch) {
        Map<String, long[]> counts = new HashMap<>();
        TopicPartition read = new TopicPartition(CountedTopic.NAME, partition);
        Map<String, Object> settings = new HashMap<>(CountedTopic.LARGE_FETCHES);
        settings.put("bootstrap.servers", topic.servers());
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(read));
            consumer.seekToBeginning(List.of(read));
            long end = Objects.requireNonNull(consumer.endOffsets(List.of(read)).get(read));
            while (consumer.position(read) < end) {
                ConsumerRecords<String, byte[]> records = consumer.poll(Duration.ofMillis(500));
                for (ConsumerRecord<String, byte[]> record : records) {
                    long[] count = counts.get(record.key());
                    if (count == null) {
                        counts.put(record.key(), new long[] {1});
                    } else {
                        count[0]++;
                    }
                }
                stretch.counted(records.count());
            }
            return counts;
        }
    }
}
