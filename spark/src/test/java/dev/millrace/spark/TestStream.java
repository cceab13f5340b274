package dev.millrace.spark;

import dev.millrace.kinesis.server.KinesisServer;
import dev.millrace.kinesis.server.KinesisServerSettings;
import java.math.BigInteger;
import java.net.URI;
import java.util.Comparator;
import java.util.List;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.Shard;

/** A Kinesis stream of a server in this process, which executors reach too. */
final class TestStream implements AutoCloseable {
    private static final String NAME = "clicks";

    private final KinesisServer server = KinesisServer.start(
            KinesisServerSettings.builder().dataDirectory(null).build());
    private final KinesisClient client = KinesisClient.builder()
            .endpointOverride(server.endpoint())
            .region(Region.US_EAST_1)
            .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
            .build();

    static TestStream create(int shards) {
        TestStream stream = new TestStream();
        stream.client.createStream(request -> request.streamName(NAME).shardCount(shards));
        return stream;
    }

    String name() {
        return NAME;
    }

    URI endpoint() {
        return server.endpoint();
    }

    /** Each under the key that stands before its colon. */
    void put(List<String> texts) {
        List<PutRecordsRequestEntry> entries = texts.stream()
                .map(text -> PutRecordsRequestEntry.builder()
                        .partitionKey("key-" + text.substring(0, text.indexOf(':')))
                        .data(SdkBytes.fromUtf8String(text))
                        .build())
                .toList();
        client.putRecords(request -> request.streamName(NAME).records(entries));
    }

    /** The open shards, by what they hold. */
    private List<Shard> open() {
        return client.listShards(request -> request.streamName(NAME)).shards().stream()
                .filter(shard -> shard.sequenceNumberRange().endingSequenceNumber() == null)
                .sorted(Comparator.comparing(
                        shard -> new BigInteger(shard.hashKeyRange().startingHashKey())))
                .toList();
    }

    void split() {
        Shard shard = open().get(0);
        BigInteger middle = new BigInteger(shard.hashKeyRange().startingHashKey())
                .add(new BigInteger(shard.hashKeyRange().endingHashKey()))
                .shiftRight(1);
        client.splitShard(request ->
                request.streamName(NAME).shardToSplit(shard.shardId()).newStartingHashKey(middle.toString()));
    }

    void merge() {
        List<Shard> open = open();
        client.mergeShards(request -> request.streamName(NAME)
                .shardToMerge(open.get(0).shardId())
                .adjacentShardToMerge(open.get(1).shardId()));
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }
}
