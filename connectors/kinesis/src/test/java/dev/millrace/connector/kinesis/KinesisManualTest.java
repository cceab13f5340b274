package dev.millrace.connector.kinesis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.BatchDriver;
import dev.millrace.DStream;
import dev.millrace.Pair;
import dev.millrace.StreamingContext;
import dev.millrace.StreamingContextBuilder;
import dev.millrace.connector.Source;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.services.kinesis.model.Record;

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

    /** The page step by step on this machine: the first program, pushed, and what it writes read behind a given number. */
    @Test
    void thePageIsFollowedAgainstAServerOnThisMachine(@TempDir Path directory) {
        try (LocalKinesis words = LocalKinesis.shared();
                LocalKinesis out = LocalKinesis.shared()) {
            words.create(1);
            out.create(1);
            words.putTo(0, "to be or not", "to be");
            ByteArrayOutputStream printed = new ByteArrayOutputStream();
            StreamingContextBuilder program = StreamingContext.builder()
                    .appName("word-count")
                    .batchInterval(Duration.ofSeconds(1))
                    .checkpointDirectory(directory.resolve("count"))
                    .printStream(new PrintStream(printed, true, UTF_8));
            run(
                    program,
                    words,
                    source -> source.enhancedFanOut("counts"),
                    (lines, ssc) -> {
                        lines.flatMap(line -> List.of(line.split(" ")).iterator())
                                .mapToPair(word -> Pair.of(word, 1))
                                .reduceByKey(Integer::sum)
                                .print();
                        lines.save(KinesisSink.<String>builder()
                                .streamName(out.stream())
                                .endpointUrl(out.endpoint().toString())
                                .partitionKey(line -> line.substring(0, line.indexOf(' ')))
                                .data(line -> line.getBytes(UTF_8))
                                .build());
                    },
                    () -> printed.toString(UTF_8).contains("(be,2)"));
            assertTrue(printed.toString(UTF_8).contains("(to,2)"), printed.toString(UTF_8));
            String iterator = out.client()
                    .getShardIterator(request -> request.streamName(out.stream())
                            .shardId("shardId-000000000000")
                            .shardIteratorType("TRIM_HORIZON"))
                    .shardIterator();
            List<Record> written = out.client()
                    .getRecords(request -> request.shardIterator(iterator))
                    .records();
            assertEquals(
                    List.of("to be or not", "to be"),
                    written.stream().map(record -> record.data().asUtf8String()).toList());
            List<String> seen = new ArrayList<>();
            run(
                    StreamingContext.builder()
                            .appName("follower")
                            .batchInterval(Duration.ofSeconds(1))
                            .checkpointDirectory(directory.resolve("follow")),
                    out,
                    source -> source.initialPosition(InitialPosition.afterSequenceNumbers(
                            Map.of("shardId-000000000000", written.get(0).sequenceNumber()),
                            InitialPosition.trimHorizon())),
                    (lines, ssc) -> lines.foreachRDD(rdd -> seen.addAll(rdd.collect())),
                    () -> !seen.isEmpty());
            assertEquals(List.of("to be"), seen);
        }
    }

    private static void run(
            StreamingContextBuilder program,
            LocalKinesis kinesis,
            UnaryOperator<KinesisSourceBuilder<byte[]>> settings,
            BiConsumer<DStream<String>, StreamingContext> defined,
            BooleanSupplier isOver) {
        try (StreamingContext ssc = program.clock(kinesis.clock()).build()) {
            defined.accept(
                    ssc.sourceStream(settings.apply(KinesisSource.builder()
                                            .streamName(kinesis.stream())
                                            .endpointUrl(kinesis.endpoint().toString())
                                            .initialPosition(InitialPosition.trimHorizon()))
                                    .build())
                            .map(data -> new String(data, UTF_8)),
                    ssc);
            BatchDriver driver = ssc.startByHand();
            ByHand.runUntil(driver, isOver);
            driver.stop();
        }
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
