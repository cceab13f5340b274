package dev.millrace.examples;

import dev.millrace.DeliveryGuarantee;
import dev.millrace.MillraceException;
import dev.millrace.Pair;
import dev.millrace.StopMode;
import dev.millrace.StreamingContext;
import dev.millrace.connector.kafka.KafkaRecord;
import dev.millrace.connector.kafka.KafkaSink;
import dev.millrace.connector.kafka.KafkaSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Counts the words of a Kafka topic in windows of two seconds and writes each window's counts to another topic, each exactly
 * once however often the program is killed: it demands that, and wouldn't start if any part could not keep it. Of windows that
 * end while it is down, the last alone is written. Usage:
 * {@code KafkaWindowedWordCount <brokers> <topic in> <topic out> <directory>}.
 */
public final class KafkaWindowedWordCount {
    private static final Duration WINDOW = Duration.ofSeconds(2);

    private KafkaWindowedWordCount() {}

    public static void main(String[] arguments) throws Exception {
        if (arguments.length != 4) {
            System.err.println("Usage: KafkaWindowedWordCount <brokers> <topic in> <topic out> <directory>");
            System.exit(2);
        }
        Map<String, Object> params = Map.of("bootstrap.servers", arguments[0], "auto.offset.reset", "earliest");
        try (StreamingContext ssc = StreamingContext.builder()
                .appName("kafka-windowed-word-count")
                .batchInterval(Duration.ofMillis(200))
                .checkpointDirectory(Path.of(arguments[3]))
                .deliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
                .build()) {
            ssc.sourceStream(KafkaSource.subscribe(List.of(arguments[1]), params)
                            .deserializers(StringDeserializer::new, StringDeserializer::new)
                            .messageHandler(KafkaRecord::value)
                            .build())
                    .flatMap(line -> List.of(line.split(" ")).iterator())
                    .mapToPair(word -> Pair.of(word, 1L))
                    .reduceByKeyAndWindow(Long::sum, WINDOW, WINDOW)
                    .toDStream()
                    .save(KafkaSink.<Pair<String, Long>>builder(params)
                            .topic(arguments[2])
                            .key(Pair::key, StringSerializer::new)
                            .value(count -> Long.toString(count.value()), StringSerializer::new)
                            .build())
                    .named("counts");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> ssc.stop(StopMode.GRACEFULLY)));
            ssc.start();
            ssc.awaitTermination();
        } catch (MillraceException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }
}
