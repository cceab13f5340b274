package dev.millrace.connector.kinesis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.millrace.DStream;
import dev.millrace.Pair;
import dev.millrace.StreamingContext;
import dev.millrace.connector.Source;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;

/** The code that the manual shows. */
class KinesisManualTest {
    @Test
    void theProgramCanBeDeclared(@TempDir Path checkpoints) {
        // region program
        StreamingContext ssc = StreamingContext.builder()
                .appName("word-count")
                .batchInterval(Duration.ofSeconds(1))
                .checkpointDirectory(checkpoints)
                .build();
        ssc.sourceStream(KinesisSource.builder()
                        .streamName("words")
                        .region("eu-central-1")
                        .initialPosition(InitialPosition.trimHorizon())
                        .build())
                .flatMap(data -> List.of(new String(data, UTF_8).split(" ")).iterator())
                .mapToPair(word -> Pair.of(word, 1))
                .reduceByKey(Integer::sum)
                .print();
        // endregion
        ssc.close();
    }

    @Test
    void aSourceOfAnotherAccountCanBeDescribed() {
        Source<String> source =
                // region handler
                KinesisSource.builder()
                        .streamArn("arn:aws:kinesis:eu-central-1:123456789012:stream/clicks")
                        .credentials(() -> ProfileCredentialsProvider.create("reader"))
                        .messageHandler(record -> record.partitionKey() + " at " + record.approximateArrivalTime())
                        .build();
        // endregion
        assertEquals("kinesis:clicks", source.defaultName());
    }

    @Test
    void aSourceThatFollowsLambdaCanBeDescribed() {
        Source<byte[]> source =
                // region lambda
                KinesisSource.builder()
                        .streamName("clicks")
                        .region("eu-central-1")
                        .initialPosition(InitialPosition.afterSequenceNumbers(
                                Map.of(
                                        "shardId-000000000000",
                                        "49590338271490256608559692538361571095921575989136588898"),
                                InitialPosition.trimHorizon()))
                        .build();
        // endregion
        assertEquals("kinesis:clicks", source.defaultName());
    }

    @Test
    void aSinkCanBeDescribed() {
        try (StreamingContext ssc = StreamingContext.builder()
                .appName("writer")
                .batchInterval(Duration.ofSeconds(1))
                .build()) {
            DStream<String> lines = ssc.queueStream(new java.util.concurrent.ConcurrentLinkedQueue<>());
            // region sink
            lines.save(KinesisSink.<String>builder()
                    .streamName("out")
                    .region("eu-central-1")
                    .partitionKey(line -> line.substring(0, line.indexOf(' ')))
                    .data(line -> line.getBytes(UTF_8))
                    .build());
            // endregion
        }
    }
}
