package dev.millrace.examples;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.StringSerializer;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * Sends lines of random words to a Kafka topic at a steady rate, each once also if a broker dies meanwhile, then prints how
 * often it sent each word.
 */
@Command(
        name = "KafkaWordProducer",
        mixinStandardHelpOptions = true,
        description = "Sends lines of random words to a Kafka topic until it is stopped or --seconds are over.")
public final class KafkaWordProducer extends WordProducer {
    @Parameters(index = "0", paramLabel = "BROKERS", description = "for example 127.0.0.1:9092")
    private String brokers = "";

    @Parameters(index = "1", paramLabel = "TOPIC", description = "the topic's name")
    private String topic = "";

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new KafkaWordProducer()).execute(arguments));
    }

    /**
     * The producer is idempotent: a request that is repeated because its answer was lost is not written twice. It has one
     * under way at a time, since a broker that was killed knows of each producer only the last batch that it wrote.
     */
    @Override
    Target connect() {
        Map<String, Object> params = Map.of(
                "bootstrap.servers",
                brokers,
                "acks",
                "all",
                "enable.idempotence",
                true,
                "max.in.flight.requests.per.connection",
                1,
                "linger.ms",
                0);
        return new Topic(new KafkaProducer<>(params, new StringSerializer(), new StringSerializer()), topic);
    }

    @Override
    String describe() {
        return "topic '" + topic + "' at " + brokers;
    }

    @Override
    boolean isOfTarget(Exception failure) {
        return failure instanceof KafkaException;
    }

    private record Topic(KafkaProducer<String, String> producer, String name) implements Target {
        @Override
        public void put(List<String> lines, Words words) throws InterruptedException {
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            lines.forEach(line ->
                    sent.add(producer.send(new ProducerRecord<>(name, Integer.toHexString(line.hashCode()), line))));
            for (int i = 0; i < lines.size(); i++) {
                try {
                    sent.get(i).get();
                } catch (ExecutionException e) {
                    throw e.getCause() instanceof KafkaException refused ? refused : new KafkaException(e);
                }
                words.count(lines.get(i));
            }
        }

        @Override
        public void close() {
            producer.close();
        }
    }
}
