package dev.millrace.connector.kinesis.kcl;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.Shard;

/** A stream of a test's own, with a table name of its own. Records are numbered, and each knows its key. */
final class TestStream {
    private static final AtomicInteger STREAMS = new AtomicInteger();
    private static final int KEYS = 16;

    final String name;
    final String application;
    private final KinesisClient kinesis = Services.shared().kinesis;
    private final Set<String> sent = new TreeSet<>();

    TestStream(int shards) {
        int number = STREAMS.incrementAndGet();
        name = "stream-" + number;
        application = "application-" + number;
        kinesis.createStream(request -> request.streamName(name).shardCount(shards));
    }

    /** So many records, over all keys; texts are {@code key:number}. */
    void put(int number) {
        List<PutRecordsRequestEntry> entries = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            String text = String.format("%02d:%06d", sent.size() % KEYS, sent.size());
            sent.add(text);
            entries.add(PutRecordsRequestEntry.builder()
                    .partitionKey("key-" + text.substring(0, 2))
                    .data(SdkBytes.fromUtf8String(text))
                    .build());
        }
        if (kinesis.putRecords(request -> request.streamName(name).records(entries))
                        .failedRecordCount()
                > 0) {
            throw new AssertionError("not all records were taken");
        }
    }

    /** A line, to the shard that its own words decide on. */
    void putLine(String line) {
        kinesis.putRecord(request -> request.streamName(name).partitionKey(line).data(SdkBytes.fromUtf8String(line)));
    }

    /** One record to the shard that has the lowest hash keys. */
    void putFirst(byte[] data) {
        kinesis.putRecord(request -> request.streamName(name)
                .partitionKey("any")
                .explicitHashKey("0")
                .data(SdkBytes.fromByteArray(data)));
    }

    Set<String> sent() {
        return Set.copyOf(sent);
    }

    List<Shard> openShards() {
        return kinesis.listShards(request -> request.streamName(name)).shards().stream()
                .filter(shard -> shard.sequenceNumberRange().endingSequenceNumber() == null)
                .sorted(Comparator.comparing(
                        shard -> new BigInteger(shard.hashKeyRange().startingHashKey())))
                .toList();
    }

    void splitFirst() {
        Shard shard = openShards().get(0);
        BigInteger first = new BigInteger(shard.hashKeyRange().startingHashKey());
        BigInteger last = new BigInteger(shard.hashKeyRange().endingHashKey());
        kinesis.splitShard(request -> request.streamName(name)
                .shardToSplit(shard.shardId())
                .newStartingHashKey(
                        first.add(last).shiftRight(1).add(BigInteger.ONE).toString()));
    }

    void mergeLast() {
        List<Shard> open = openShards();
        kinesis.mergeShards(request -> request.streamName(name)
                .shardToMerge(open.get(open.size() - 2).shardId())
                .adjacentShardToMerge(open.get(open.size() - 1).shardId()));
    }
}
