package dev.millrace.kinesis.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.amazonaws.services.dynamodbv2.local.shared.access.AmazonDynamoDBLocal;
import dev.millrace.kinesis.server.KinesisServer;
import dev.millrace.kinesis.server.KinesisServerSettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudwatch.CloudWatchAsyncClient;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.kinesis.common.KinesisClientUtil;

/** The KCL over the server, by polling and by enhanced fan-out side by side: a split, a merge and another worker lose nothing. */
@Timeout(600)
class KclTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final StaticCredentialsProvider CREDENTIALS =
            StaticCredentialsProvider.create(AwsBasicCredentials.create("any", "thing"));

    private final AtomicInteger put = new AtomicInteger();

    private void put(KinesisAsyncClient kinesis, List<KclApplication> applications, int number) {
        for (int i = 0; i < number; i++) {
            String record = "record-" + put.getAndIncrement();
            for (KclApplication application : applications) {
                kinesis.putRecord(r -> r.streamName(application.stream)
                                .partitionKey(record)
                                .data(SdkBytes.fromUtf8String(record)))
                        .join();
            }
        }
    }

    private static void await(List<KclApplication> applications, int number) throws InterruptedException {
        for (KclApplication application : applications) {
            application.seen.await(number, PATIENCE);
        }
    }

    @Test
    void workersFollowSplitsAndMergesAndGoOnWhereAnotherStopped(@TempDir Path directory) throws Exception {
        AmazonDynamoDBLocal dynamo = LocalDynamo.start(directory);
        try (KinesisServer server = KinesisServer.start(KinesisServerSettings.defaults());
                KinesisAsyncClient kinesis = KinesisClientUtil.createKinesisAsyncClient(KinesisAsyncClient.builder()
                        .endpointOverride(server.endpoint())
                        .region(Region.US_EAST_1)
                        .credentialsProvider(CREDENTIALS));
                CloudWatchAsyncClient cloudWatch = CloudWatchAsyncClient.builder()
                        .endpointOverride(URI.create("http://127.0.0.1:1"))
                        .region(Region.US_EAST_1)
                        .credentialsProvider(CREDENTIALS)
                        .build()) {
            KclApplication.Clients clients =
                    new KclApplication.Clients(kinesis, dynamo.dynamoDbAsyncClient(), cloudWatch);
            run(
                    kinesis,
                    List.of(new KclApplication("polled", false, clients), new KclApplication("pushed", true, clients)));
        } finally {
            dynamo.shutdown();
        }
    }

    private void run(KinesisAsyncClient kinesis, List<KclApplication> applications) throws Exception {
        for (KclApplication application : applications) {
            kinesis.createStream(c -> c.streamName(application.stream).shardCount(2))
                    .join();
            application.startWorker();
        }
        put(kinesis, applications, 100);
        await(applications, 100);
        for (KclApplication application : applications) {
            kinesis.splitShard(c -> c.streamName(application.stream)
                            .shardToSplit("shardId-000000000000")
                            .newStartingHashKey("85070591730234615865843651857942052864"))
                    .join();
        }
        put(kinesis, applications, 100);
        await(applications, 200);
        for (KclApplication application : applications) {
            application.stopWorker();
        }
        put(kinesis, applications, 50);
        for (KclApplication application : applications) {
            application.startWorker();
        }
        await(applications, 250);
        for (KclApplication application : applications) {
            kinesis.mergeShards(c -> c.streamName(application.stream)
                            .shardToMerge("shardId-000000000002")
                            .adjacentShardToMerge("shardId-000000000003"))
                    .join();
        }
        put(kinesis, applications, 100);
        await(applications, 350);
        for (KclApplication application : applications) {
            application.stopWorker();
            check(application);
        }
    }

    private static void check(KclApplication application) {
        assertEquals(350, application.seen.distinct().size(), application.stream);
        // Each worker shut down gracefully: what was checkpointed has no reason to come again.
        assertEquals(Set.of(), application.seen.repeatedWithoutReason(), application.stream);
        assertTrue(
                application
                        .seen
                        .endedShards()
                        .containsAll(Set.of("shardId-000000000000", "shardId-000000000002", "shardId-000000000003")),
                () -> application.stream + ": " + application.seen.endedShards());
    }
}
