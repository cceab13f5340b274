package dev.millrace.examples;

import dev.millrace.MillraceException;
import dev.millrace.Pair;
import dev.millrace.StreamingContext;
import dev.millrace.connector.kafka.KafkaRecord;
import dev.millrace.connector.kafka.KafkaUtils;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Counts the words of Kafka topics in each batch of two seconds, as Spark's example of this name does. Usage: {@code
 * DirectKafkaWordCount <brokers> <groupId> <topics>}, the topics separated by commas.
 */
public final class DirectKafkaWordCount {
    private DirectKafkaWordCount() {}

    public static void main(String[] arguments) throws Exception {
        if (arguments.length != 3) {
            System.err.println("Usage: DirectKafkaWordCount <brokers> <groupId> <topics>");
            System.exit(2);
        }
        Map<String, Object> params = Map.of(
                "bootstrap.servers",
                arguments[0],
                "group.id",
                arguments[1],
                "auto.offset.reset",
                "earliest",
                "key.deserializer",
                StringDeserializer.class,
                "value.deserializer",
                StringDeserializer.class);
        try (StreamingContext ssc = StreamingContext.builder()
                .appName("direct-kafka-word-count")
                .batchInterval(Duration.ofSeconds(2))
                .build()) {
            KafkaUtils.<String, String>createDirectStream(ssc, List.of(arguments[2].split(",")), params)
                    .map(KafkaRecord::value)
                    .flatMap(line -> List.of(line.split(" ")).iterator())
                    .mapToPair(word -> Pair.of(word, 1))
                    .reduceByKey(Integer::sum)
                    .print();
            ssc.start();
            ssc.awaitTermination();
        } catch (MillraceException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }
}
