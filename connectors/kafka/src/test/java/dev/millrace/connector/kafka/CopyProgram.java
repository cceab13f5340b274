package dev.millrace.connector.kafka;

import dev.millrace.StopMode;
import dev.millrace.StreamingContext;
import dev.millrace.connector.Source;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * The program of a {@link CopyingProcess}: copies a topic, read by a source, by a receiver or by both, with where a record came
 * from as its key. When its standard input ends it stops gracefully and prints its status.
 */
final class CopyProgram {
    private CopyProgram() {}

    /** A word for no copy. */
    static final String NONE = "-";

    /** Takes its name, a file of properties, a directory, the topic, that of the source's copy and that of the receiver's. */
    public static void main(String[] arguments) throws Exception {
        Map<String, Object> params = read(Path.of(arguments[1]));
        List<String> topics = List.of(arguments[3]);
        try (StreamingContext ssc = StreamingContext.builder()
                .appName(arguments[0])
                .batchInterval(Duration.ofMillis(50))
                .checkpointDirectory(Path.of(arguments[2]))
                .build()) {
            copy(
                    ssc,
                    KafkaSource.<String, String>subscribe(topics, params)
                            .deserializers(StringDeserializer::new, StringDeserializer::new)
                            .build(),
                    arguments[4],
                    params);
            copy(
                    ssc,
                    KafkaReceiver.<String, String>subscribe(topics, params)
                            .deserializers(StringDeserializer::new, StringDeserializer::new)
                            .build(),
                    arguments[5],
                    params);
            ssc.start();
            System.in.transferTo(OutputStream.nullOutputStream());
            System.out.println(ssc.status());
            ssc.stop(StopMode.GRACEFULLY);
            System.out.println(ssc.status());
        }
    }

    private static void copy(
            StreamingContext ssc,
            Source<KafkaRecord<String, String>> source,
            String topic,
            Map<String, Object> params) {
        if (!topic.equals(NONE)) {
            ssc.sourceStream(source)
                    .save(KafkaSink.<KafkaRecord<String, String>>builder(params)
                            .topic(topic)
                            .key(record -> record.partition() + ":" + record.offset(), StringSerializer::new)
                            .value(KafkaRecord::value, StringSerializer::new)
                            .build())
                    .named(topic);
        }
    }

    private static Map<String, Object> read(Path file) throws IOException {
        Properties properties = new Properties();
        try (InputStream in = Files.newInputStream(file)) {
            properties.load(in);
        }
        Map<String, Object> params = new HashMap<>();
        properties.stringPropertyNames().forEach(name -> params.put(name, properties.getProperty(name)));
        return params;
    }
}
