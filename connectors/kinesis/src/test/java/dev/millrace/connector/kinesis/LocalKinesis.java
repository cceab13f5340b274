package dev.millrace.connector.kinesis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.kinesis.server.KinesisServer;
import dev.millrace.kinesis.server.KinesisServerSettings;
import dev.millrace.log.SyncPolicy;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.Shard;

/** A real server on this machine, and a client of its own to prepare streams with. */
final class LocalKinesis implements AutoCloseable {
    static final String STREAM = "clicks";

    private final ShiftedClock clock;
    private final KinesisServer server;
    private final KinesisClient client;

    private LocalKinesis(KinesisServer server, ShiftedClock clock) {
        this.server = server;
        this.clock = clock;
        this.client = new KinesisConnection(null, server.endpoint(), null)
                .newClient("the test", new StreamName(STREAM, null), 10);
    }

    static LocalKinesis start(@Nullable Path directory) {
        ShiftedClock clock = new ShiftedClock();
        KinesisServer server = KinesisServer.start(KinesisServerSettings.builder()
                .dataDirectory(directory)
                .syncPolicy(SyncPolicy.operatingSystem())
                .clock(clock)
                .build());
        return new LocalKinesis(server, clock);
    }

    ShiftedClock clock() {
        return clock;
    }

    URI endpoint() {
        return server.endpoint();
    }

    KinesisClient client() {
        return client;
    }

    void create(int shards) {
        client.createStream(request -> request.streamName(STREAM).shardCount(shards));
    }

    void delete() {
        client.deleteStream(request -> request.streamName(STREAM));
    }

    /** All shards that the service lists, oldest first. */
    List<Shard> shards() {
        return client.listShards(request -> request.streamName(STREAM)).shards().stream()
                .sorted(Comparator.comparing(Shard::shardId))
                .toList();
    }

    List<Shard> openShards() {
        return shards().stream()
                .filter(shard -> shard.sequenceNumberRange().endingSequenceNumber() == null)
                .toList();
    }

    void put(String key, String value) {
        client.putRecord(request -> request.streamName(STREAM).partitionKey(key).data(SdkBytes.fromUtf8String(value)));
    }

    /** To a certain open shard, counted from 0 by their ids. */
    void putTo(int shard, String... values) {
        putTo(
                shard,
                List.of(values).stream().map(value -> value.getBytes(UTF_8)).toList());
    }

    void putTo(int shard, List<byte[]> values) {
        String hashKey = openShards().get(shard).hashKeyRange().startingHashKey();
        List<PutRecordsRequestEntry> entries = values.stream()
                .map(value -> PutRecordsRequestEntry.builder()
                        .partitionKey("key-of-" + shard)
                        .explicitHashKey(hashKey)
                        .data(SdkBytes.fromByteArray(value))
                        .build())
                .toList();
        client.putRecords(request -> request.streamName(STREAM).records(entries));
    }

    void split(int openShard) {
        Shard shard = openShards().get(openShard);
        BigInteger first = new BigInteger(shard.hashKeyRange().startingHashKey());
        BigInteger last = new BigInteger(shard.hashKeyRange().endingHashKey());
        String middle = first.add(last).shiftRight(1).add(BigInteger.ONE).toString();
        client.splitShard(request ->
                request.streamName(STREAM).shardToSplit(shard.shardId()).newStartingHashKey(middle));
    }

    /** Merges two open shards that are neighbours. */
    void merge(String shard, String neighbour) {
        client.mergeShards(
                request -> request.streamName(STREAM).shardToMerge(shard).adjacentShardToMerge(neighbour));
    }

    /** Merges the two open shards with the lowest hash keys. */
    void mergeFirst() {
        List<Shard> byHash = openShards().stream()
                .sorted(Comparator.comparing(
                        shard -> new BigInteger(shard.hashKeyRange().startingHashKey())))
                .toList();
        merge(byHash.get(0).shardId(), byHash.get(1).shardId());
    }

    /** A source that asks often, since here nobody limits it. */
    KinesisSourceBuilder<byte[]> source() {
        return KinesisSource.builder()
                .streamName(STREAM)
                .endpointUrl(endpoint())
                .initialPosition(InitialPosition.trimHorizon())
                .fetchesPerSecondPerShard(500)
                .bytesPerSecondPerShard(Long.MAX_VALUE);
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }
}
