package dev.millrace.connector.kinesis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.kinesis.server.KinesisServer;
import dev.millrace.kinesis.server.KinesisServerSettings;
import dev.millrace.kinesis.server.ShortSubscriptions;
import dev.millrace.log.SyncPolicy;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.Shard;

/** A stream of a real server on this machine, and a client of its own to prepare it with. */
final class LocalKinesis implements AutoCloseable {
    private static final AtomicInteger STREAMS = new AtomicInteger();

    private final ShiftedClock clock;
    private final KinesisServer server;
    private final KinesisClient client;
    private final String stream;
    private final boolean ownsServer;

    private LocalKinesis(KinesisServer server, ShiftedClock clock, String stream, boolean ownsServer) {
        this.server = server;
        this.clock = clock;
        this.stream = stream;
        this.ownsServer = ownsServer;
        this.client = new KinesisConnection(null, server.endpoint(), null)
                .newClient("the test", new StreamName(stream, null), 10);
    }

    /** A name for a stream on the server that all tests of this JVM share, with its clock; the stream isn't there yet. */
    static LocalKinesis shared() {
        return new LocalKinesis(Shared.SERVER, Shared.CLOCK, "clicks-" + STREAMS.incrementAndGet(), false);
    }

    private static final class Shared {
        static final ShiftedClock CLOCK = new ShiftedClock();
        static final KinesisServer SERVER = startServer(null, CLOCK);

        static {
            Runtime.getRuntime().addShutdownHook(new Thread(SERVER::close));
        }
    }

    /** A server of one's own, on data that may be there already. */
    static LocalKinesis start(Path directory) {
        ShiftedClock clock = new ShiftedClock();
        return new LocalKinesis(startServer(directory, clock), clock, "clicks", true);
    }

    /** Like {@link #shared}, on a server that ends each subscription after fractions of a second. */
    static LocalKinesis pushing() {
        return new LocalKinesis(Pushing.SERVER, Pushing.CLOCK, "pushed-" + STREAMS.incrementAndGet(), false);
    }

    private static final class Pushing {
        static final ShiftedClock CLOCK = new ShiftedClock();
        static final KinesisServer SERVER = ShortSubscriptions.start(settings(null, CLOCK));

        static {
            Runtime.getRuntime().addShutdownHook(new Thread(SERVER::close));
        }
    }

    private static KinesisServer startServer(@Nullable Path directory, ShiftedClock clock) {
        return KinesisServer.start(settings(directory, clock));
    }

    private static KinesisServerSettings settings(@Nullable Path directory, ShiftedClock clock) {
        return KinesisServerSettings.builder()
                .dataDirectory(directory)
                .syncPolicy(SyncPolicy.operatingSystem())
                .clock(clock)
                .build();
    }

    String stream() {
        return stream;
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
        client.createStream(request -> request.streamName(stream).shardCount(shards));
    }

    void delete() {
        client.deleteStream(request -> request.streamName(stream));
    }

    /** All shards that the service lists, oldest first. */
    List<Shard> shards() {
        return client.listShards(request -> request.streamName(stream)).shards().stream()
                .sorted(Comparator.comparing(Shard::shardId))
                .toList();
    }

    List<Shard> openShards() {
        return shards().stream()
                .filter(shard -> shard.sequenceNumberRange().endingSequenceNumber() == null)
                .toList();
    }

    /** Each under the key that stands before its colon. */
    void putAll(List<String> texts) {
        if (texts.isEmpty()) {
            return;
        }
        List<PutRecordsRequestEntry> entries = texts.stream()
                .map(text -> PutRecordsRequestEntry.builder()
                        .partitionKey("key-" + text.substring(0, text.indexOf(':')))
                        .data(SdkBytes.fromUtf8String(text))
                        .build())
                .toList();
        client.putRecords(request -> request.streamName(stream).records(entries));
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
        client.putRecords(request -> request.streamName(stream).records(entries));
    }

    void split(int openShard) {
        Shard shard = openShards().get(openShard);
        BigInteger first = new BigInteger(shard.hashKeyRange().startingHashKey());
        BigInteger last = new BigInteger(shard.hashKeyRange().endingHashKey());
        String middle = first.add(last).shiftRight(1).add(BigInteger.ONE).toString();
        client.splitShard(request ->
                request.streamName(stream).shardToSplit(shard.shardId()).newStartingHashKey(middle));
    }

    /** Merges two open shards that are neighbours. */
    void merge(String shard, String neighbour) {
        client.mergeShards(
                request -> request.streamName(stream).shardToMerge(shard).adjacentShardToMerge(neighbour));
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
                .streamName(stream)
                .endpointUrl(endpoint())
                .initialPosition(InitialPosition.trimHorizon())
                .fetchesPerSecondPerShard(500)
                .bytesPerSecondPerShard(Long.MAX_VALUE);
    }

    @Override
    public void close() {
        client.close();
        if (ownsServer) {
            server.close();
        }
    }
}
