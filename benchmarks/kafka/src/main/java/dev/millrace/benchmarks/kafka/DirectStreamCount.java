package dev.millrace.benchmarks.kafka;

import dev.millrace.Pair;
import dev.millrace.StreamingContext;
import dev.millrace.connector.kafka.KafkaSource;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Millrace's direct stream: counts by key in each batch, added up in the driver. */
final class DirectStreamCount implements Counting {
    private static final Duration INTERVAL = Duration.ofMillis(100);

    @Override
    public Map<String, Long> count(CountedTopic topic, Stretch stretch) throws InterruptedException {
        Map<String, Long> counts = new HashMap<>();
        Map<String, Object> params = Map.of("bootstrap.servers", topic.servers(), "auto.offset.reset", "earliest");
        try (StreamingContext context = StreamingContext.builder()
                .appName("benchmark")
                .master("local[" + CountedTopic.PARTITIONS + "]")
                .batchInterval(INTERVAL)
                .build()) {
            context.sourceStream(KafkaSource.subscribe(List.of(CountedTopic.NAME), params)
                            .deserializers(StringDeserializer::new, ByteArrayDeserializer::new)
                            .consumers(CountedTopic.PARTITIONS)
                            .build())
                    .mapToPair(record -> Pair.of(record.key(), 1L))
                    .reduceByKey(Long::sum)
                    .foreachRDD(rdd -> {
                        long counted = 0;
                        for (Pair<String, Long> pair : rdd.collect()) {
                            counts.merge(pair.key(), pair.value(), Long::sum);
                            counted += pair.value();
                        }
                        stretch.counted(counted);
                    });
            context.start();
            stretch.awaitEnd();
        }
        return counts;
    }
}
