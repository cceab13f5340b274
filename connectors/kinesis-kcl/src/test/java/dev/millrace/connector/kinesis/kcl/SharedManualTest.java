package dev.millrace.connector.kinesis.kcl;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.DStream;
import dev.millrace.Pair;
import dev.millrace.StreamingContext;
import dev.millrace.connector.AtLeastOnceSink;
import dev.millrace.connector.BadRecord;
import dev.millrace.connector.BadRecordPolicy;
import dev.millrace.connector.SinkTask;
import dev.millrace.connector.kinesis.InitialPosition;
import dev.millrace.connector.kinesis.KinesisCredentials;
import dev.millrace.connector.kinesis.KinesisRecord;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.auth.StsAssumeRoleCredentialsProvider;
import software.amazon.kinesis.common.InitialPositionInStream;

/** What docs/kinesis-shared.md shows, and what the builder refuses. */
@Timeout(400)
class SharedManualTest {
    @TempDir
    private Path directory;

    @Test
    void theFirstProgramIsAccepted() {
        try (StreamingContext ssc = SharedReader.context(directory)) {
            DStream<byte[]> clicks = KinesisInputDStream.builder()
                    .streamingContext(ssc)
                    .streamName("clicks")
                    .regionName("eu-central-1")
                    .initialPosition(InitialPosition.trimHorizon())
                    .checkpointAppName("click-counts")
                    .build();
            KinesisCredentials reader = () -> StsAssumeRoleCredentialsProvider.builder()
                    .stsClient(StsClient.builder().region(Region.EU_CENTRAL_1).build())
                    .refreshRequest(role -> role.roleArn("arn:aws:iam::123456789012:role/reader")
                            .roleSessionName("click-counts"))
                    .build();
            DStream<String> keys = KinesisInputDStream.builder()
                    .streamingContext(ssc)
                    .streamArn("arn:aws:kinesis:eu-central-1:123456789012:stream/clicks")
                    .checkpointAppName("keys-of-clicks")
                    .kinesisCredentials(reader)
                    .dynamoDBCredentials(KinesisCredentials.defaultChain())
                    .cloudWatchCredentials(KinesisCredentials.defaultChain())
                    .buildWithMessageHandler(record -> record.partitionKey());
            clicks.print();
            keys.print();
        }
    }

    /** As Spark's example: as many streams as there are shards, and their union. */
    @Test
    void wordsAreCountedOverAsManyStreamsAsShards() {
        TestStream stream = new TestStream(2);
        URI endpoint = Services.shared().kinesisEndpoint;
        URI dynamoDb = Services.shared().dynamoEndpoint;
        Map<String, Integer> counts = new ConcurrentHashMap<>();
        try (StreamingContext ssc = SharedReader.context(directory)) {
            List<DStream<byte[]>> streams = new ArrayList<>();
            for (int i = 0; i < stream.openShards().size(); i++) {
                streams.add(KinesisInputDStream.builder()
                        .streamingContext(ssc)
                        .streamName(stream.name)
                        .endpointUrl(endpoint.toString())
                        .dynamoDbEndpointUrl(dynamoDb.toString())
                        .initialPositionInStream(InitialPositionInStream.TRIM_HORIZON)
                        .checkpointAppName(stream.application)
                        .checkpointInterval(Duration.ofMillis(200))
                        .leaseFailoverTime(SharedReader.FAILOVER)
                        .build());
            }
            ssc.union(streams.get(0), streams.get(1))
                    .flatMap(data -> List.of(new String(data, UTF_8).split(" ")).iterator())
                    .mapToPair(word -> Pair.of(word, 1))
                    .reduceByKey(Integer::sum)
                    .foreachRDD(rdd ->
                            rdd.collectAsMap().forEach((word, count) -> counts.merge(word, count, Integer::sum)));
            ssc.start();
            stream.putLine("to be or not to be");
            stream.putLine("that is the question");
            stream.putLine("to die to sleep");
            Expect.that(() -> counts.values().stream().mapToInt(n -> n).sum() == 14, () -> counts);
        }
        assertEquals(4, counts.get("to"));
        assertEquals(2, counts.get("be"));
    }

    @Test
    void whatTheHandlerThrowsAtIsLeftOutAndCountedOrKept() {
        TestStream stream = new TestStream(1);
        CopyOnWriteArrayList<String> dead = new CopyOnWriteArrayList<>();
        List<Integer> numbers = new CopyOnWriteArrayList<>();
        List<Integer> counted = new CopyOnWriteArrayList<>();
        try (StreamingContext ssc = SharedReader.context(directory)) {
            SharedReader.builder(ssc, stream.name, stream.application, Services.shared())
                    .deadLetters(new Letters(dead))
                    .buildWithMessageHandler(record -> Integer.valueOf(text(record)))
                    .foreachRDD(rdd -> numbers.addAll(rdd.collect()));
            SharedReader.builder(ssc, stream.name, stream.application + "-counting", Services.shared())
                    .onBadRecord(BadRecordPolicy.SKIP_AND_COUNT)
                    .buildWithMessageHandler(record -> Integer.valueOf(text(record)))
                    .foreachRDD(rdd -> counted.addAll(rdd.collect()));
            ssc.start();
            stream.putLine("1");
            stream.putLine("two");
            stream.putLine("3");
            Expect.that(
                    () -> numbers.equals(List.of(1, 3)) && counted.equals(List.of(1, 3)),
                    () -> numbers + " " + counted);
            Expect.that(() -> dead.equals(List.of("two")), () -> dead);
            Expect.that(
                    () -> ssc.status().sources().get(1).badRecords() == 1,
                    () -> ssc.status().sources());
        }
    }

    private record Letters(CopyOnWriteArrayList<String> texts) implements AtLeastOnceSink<BadRecord<KinesisRecord>> {
        @Override
        public String defaultName() {
            return "letters";
        }

        @Override
        public void write(SinkTask task, Iterator<BadRecord<KinesisRecord>> records) {
            records.forEachRemaining(record -> texts.add(text(record.raw())));
        }
    }

    private static String text(KinesisRecord record) {
        return new String(record.data(), UTF_8);
    }

    @Test
    void eachServiceHasTheRegionAndTheEndpointThatItWasGiven() {
        try (StreamingContext ssc = SharedReader.context(directory)) {
            KinesisInputDStreamBuilder builder = KinesisInputDStream.builder()
                    .streamArn("arn:aws:kinesis:eu-central-1:123456789012:stream/clicks")
                    .checkpointAppName("clicks");
            Connections connections = builder.settings(ssc).connections();
            assertEquals("eu-central-1", connections.kinesis().region());
            assertEquals("eu-central-1", connections.dynamoDb().region());
            assertEquals("eu-central-1", connections.cloudWatch().region());
            connections = builder.regionName("eu-west-1")
                    .dynamoDbRegionName("eu-north-1")
                    .cloudWatchRegionName("us-east-2")
                    .endpointUrl("https://kinesis.example.com")
                    .dynamoDbEndpointUrl("https://dynamodb.example.com")
                    .cloudWatchEndpointUrl("https://monitoring.example.com")
                    .settings(ssc)
                    .connections();
            assertEquals("eu-west-1", connections.kinesis().region());
            assertEquals("eu-north-1", connections.dynamoDb().region());
            assertEquals("us-east-2", connections.cloudWatch().region());
            assertEquals(
                    List.of("kinesis.example.com", "dynamodb.example.com", "monitoring.example.com"),
                    Stream.of(connections.kinesis(), connections.dynamoDb(), connections.cloudWatch())
                            .map(connection -> Objects.requireNonNull(connection.endpoint())
                                    .getHost())
                            .toList());
        }
    }

    @Test
    void whatIsMissingOrImpossibleIsRefusedWhereItIsSaid() {
        try (StreamingContext ssc = SharedReader.context(directory)) {
            KinesisInputDStreamBuilder builder = KinesisInputDStream.builder();
            refused(builder::build, "streamingContext");
            builder.streamingContext(ssc);
            refused(builder::build, "streamName or by streamArn");
            builder.streamName("clicks");
            refused(builder::build, "checkpointAppName");
            builder.checkpointAppName("a/b");
            refused(builder::build, "no name of a DynamoDB table");
            refused(() -> builder.onBadRecord(BadRecordPolicy.DEAD_LETTER), "deadLetters(sink)");
            refused(() -> builder.endpointUrl("127.0.0.1"), "no endpoint");
            refused(() -> builder.fetchesPerSecondPerShard(6), "1 to 5");
            refused(() -> builder.recordsPerFetchMax(0), "1 to 10000");
            refused(() -> builder.enhancedFanOut("no such name"), "no consumer's name");
            refused(() -> builder.enhancedFanOutConsumerArn("counts"), "no consumer's ARN");
            refused(() -> builder.leaseFailoverTime(Duration.ofMillis(999)), "at least");
            refused(
                    () -> builder.initialPosition(InitialPosition.afterSequenceNumbers(
                            Map.of("shardId-000000000000", "1"), InitialPosition.latest())),
                    "for KinesisSource");
            refused(() -> builder.initialPositionInStream(InitialPositionInStream.AT_TIMESTAMP), "atTimestamp");
            refused(
                    () -> KinesisInputDStream.builder()
                            .streamingContext(ssc)
                            .checkpointAppName("clicks")
                            .streamArn("clicks")
                            .build(),
                    "no stream's ARN");
            refused(
                    () -> builder.checkpointAppName("clicks")
                            .checkpointInterval(Duration.ofMillis(-1))
                            .build(),
                    "negative");
        }
    }

    private static void refused(Runnable call, String reason) {
        IllegalArgumentException refusal = assertThrows(IllegalArgumentException.class, call::run);
        assertTrue(String.valueOf(refusal.getMessage()).contains(reason), refusal::toString);
    }
}
