package dev.millrace.benchmarks.kafka;

import dev.millrace.DStream;
import dev.millrace.StreamingContext;
import dev.millrace.StreamingContextBuilder;
import dev.millrace.connector.kafka.KafkaRecord;
import dev.millrace.connector.kafka.KafkaSink;
import dev.millrace.connector.kafka.KafkaSinkBuilder;
import dev.millrace.connector.kafka.KafkaSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Millrace copies in batches of 5 ms. */
final class MillraceCopy {
    private static final Duration INTERVAL = Duration.ofMillis(5);
    private static final Duration GROUP = Duration.ofMillis(50);

    private MillraceCopy() {}

    static StreamingContext atLeastOnce(String servers, CopiedTopics topics, Path data) {
        StreamingContext context = builder().build();
        stream(context, servers, topics).save(sink(servers, topics).idempotent());
        return started(context);
    }

    static StreamingContext exactlyOnce(String servers, CopiedTopics topics, Path data) {
        return transactional(builder().checkpointDirectory(data.resolve("checkpoint")), servers, topics);
    }

    static StreamingContext grouped(String servers, CopiedTopics topics, Path data) {
        return transactional(
                builder().checkpointDirectory(data.resolve("checkpoint")).groupBatches(GROUP), servers, topics);
    }

    private static StreamingContextBuilder builder() {
        return StreamingContext.builder()
                .appName("benchmark")
                .master("local[" + CountedTopic.PARTITIONS + "]")
                .batchInterval(INTERVAL);
    }

    private static StreamingContext transactional(
            StreamingContextBuilder builder, String servers, CopiedTopics topics) {
        StreamingContext context = builder.build();
        stream(context, servers, topics).save(sink(servers, topics).build());
        return started(context);
    }

    private static DStream<KafkaRecord<byte[], byte[]>> stream(
            StreamingContext context, String servers, CopiedTopics topics) {
        Map<String, Object> params = Map.of("bootstrap.servers", servers, "auto.offset.reset", "earliest");
        return context.sourceStream(KafkaSource.subscribe(List.of(topics.from()), params)
                .deserializers(ByteArrayDeserializer::new, ByteArrayDeserializer::new)
                .build());
    }

    private static KafkaSinkBuilder<KafkaRecord<byte[], byte[]>> sink(String servers, CopiedTopics topics) {
        return KafkaSink.<KafkaRecord<byte[], byte[]>>builder(Map.of("bootstrap.servers", servers))
                .topic(topics.to())
                .key(KafkaRecord::key, ByteArraySerializer::new)
                .value(KafkaRecord::value, ByteArraySerializer::new);
    }

    private static StreamingContext started(StreamingContext context) {
        context.start();
        return context;
    }
}
