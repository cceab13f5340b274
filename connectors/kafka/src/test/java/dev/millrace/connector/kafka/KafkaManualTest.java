package dev.millrace.connector.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.millrace.DeliveryGuarantee;
import dev.millrace.Pair;
import dev.millrace.StreamingContext;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.serialization.LongSerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The code that the manual shows. */
class KafkaManualTest {
    @Test
    void theProgramCanBeDeclared(@TempDir Path checkpoints) {
        // region program
        Map<String, Object> params = Map.of(
                "bootstrap.servers", "127.0.0.1:9092",
                "group.id", "word-count",
                "auto.offset.reset", "earliest");
        StreamingContext ssc = StreamingContext.builder()
                .appName("word-count")
                .batchInterval(Duration.ofMillis(100))
                .checkpointDirectory(checkpoints)
                .deliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
                .build();
        ssc.sourceStream(KafkaSource.subscribe(List.of("lines"), params)
                        .deserializers(StringDeserializer::new, StringDeserializer::new)
                        .build())
                .flatMap(record -> List.of(record.value().split(" ")).iterator())
                .mapToPair(word -> Pair.of(word, 1L))
                .reduceByKeyAndWindow(Long::sum, Duration.ofSeconds(10), Duration.ofSeconds(1))
                .toDStream()
                .save(KafkaSink.<Pair<String, Long>>builder(params)
                        .topic("counts")
                        .key(Pair::key, StringSerializer::new)
                        .value(Pair::value, LongSerializer::new)
                        .build())
                .named("counts");
        // endregion
        ssc.close();
    }

    @Test
    void aReceiverOfAGroupCanBeDeclared(@TempDir Path checkpoints) {
        Map<String, Object> params = Map.of(
                "bootstrap.servers", "127.0.0.1:9092", "group.id", "word-count", "auto.offset.reset", "earliest");
        try (StreamingContext ssc = StreamingContext.builder()
                .appName("member")
                .batchInterval(Duration.ofMillis(100))
                .checkpointDirectory(checkpoints)
                .build()) {
            // region group
            ssc.sourceStream(KafkaReceiver.subscribe(List.of("lines"), params)
                            .deserializers(StringDeserializer::new, StringDeserializer::new)
                            .messageHandler(KafkaRecord::value)
                            .build())
                    .flatMap(line -> List.of(line.split(" ")).iterator())
                    .countByValue()
                    .print();
            // endregion
        }
    }

    @Test
    void aDirectStreamCanBeDeclared() {
        Map<String, Object> params = Map.of(
                "bootstrap.servers",
                "127.0.0.1:9092",
                "key.deserializer",
                StringDeserializer.class,
                "value.deserializer",
                StringDeserializer.class);
        try (StreamingContext ssc = StreamingContext.builder()
                .appName("reader")
                .batchInterval(Duration.ofSeconds(1))
                .build()) {
            // region ranges
            KafkaUtils.<String, String>createDirectStream(ssc, List.of("lines"), params)
                    .foreachRDD(rdd -> {
                        List<OffsetRange> ranges = OffsetRange.of(rdd);
                        System.out.println(rdd.count() + " records of " + ranges);
                    });
            // endregion
            assertEquals("lines-0 [3, 5)", new OffsetRange("lines", 0, 3, 5).toString());
        }
    }
}
