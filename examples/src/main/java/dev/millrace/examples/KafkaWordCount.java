package dev.millrace.examples;

import dev.millrace.DStream;
import dev.millrace.Pair;
import dev.millrace.PairDStream;
import dev.millrace.StreamingContext;
import dev.millrace.connector.MarkerSink;
import dev.millrace.connector.kafka.KafkaRecord;
import dev.millrace.connector.kafka.KafkaSink;
import dev.millrace.connector.kafka.KafkaSource;
import dev.millrace.connector.kafka.StartingOffsets;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * Counts the words of a Kafka topic, each record exactly once however often the program or a broker is killed and started
 * again: prints the counts of each batch, keeps running totals as state, and writes each batch's counts to another topic, by
 * transactions.
 */
@Command(
        name = "KafkaWordCount",
        mixinStandardHelpOptions = true,
        description = "Counts the words of a Kafka topic, exactly once, until it is stopped.")
public final class KafkaWordCount extends WordCount {
    @Parameters(index = "1", paramLabel = "BROKERS", description = "for example 127.0.0.1:9092")
    private String brokers = "";

    @Parameters(index = "2", paramLabel = "TOPIC-IN", description = "the topic with the lines")
    private String topicIn = "";

    @Parameters(index = "3", paramLabel = "TOPIC-OUT", description = "the topic for the counts: keys are words")
    private String topicOut = "";

    private final UnaryOperator<MarkerSink<Pair<String, Integer>>> sink;

    public KafkaWordCount() {
        this(UnaryOperator.identity());
    }

    /** With a sink around the one for the topic: the demo's stands still where it is told to. */
    public KafkaWordCount(UnaryOperator<MarkerSink<Pair<String, Integer>>> sink) {
        this.sink = sink;
    }

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new KafkaWordCount()).execute(arguments));
    }

    private Map<String, Object> params() {
        return Map.of("bootstrap.servers", brokers);
    }

    @Override
    DStream<String> lines(StreamingContext ssc) {
        return ssc.sourceStream(KafkaSource.<String, String>subscribe(List.of(topicIn), params())
                .deserializers(StringDeserializer::new, StringDeserializer::new)
                .messageHandler(KafkaRecord::value)
                .startingOffsets(StartingOffsets.earliest())
                .build());
    }

    @Override
    void save(PairDStream<String, Integer> counts) {
        counts.toDStream()
                .save(sink.apply(KafkaSink.<Pair<String, Integer>>builder(params())
                        .topic(topicOut)
                        .key(Pair::key, StringSerializer::new)
                        .value(count -> Integer.toString(count.value()), StringSerializer::new)
                        .build()))
                .named("counts");
    }
}
