package dev.millrace.kinesis.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.kinesis.server.action.Subscriptions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardEvent;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardResponseHandler;

/** Enhanced fan-out while several writers put as fast as they are answered. */
@Timeout(600)
class FanOutUnderLoadTest {
    private static final String STREAM = "loaded";
    private static final int SHARDS = 4;
    private static final int WRITERS = 4;
    private static final int CALLS = 100;
    private static final int RECORDS_PER_CALL = 20;

    private static final Subscriptions.Times RARELY_BEATING = new Subscriptions.Times(3_600_000, 3_600_000, 0);

    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private final Map<String, List<Integer>> numbersByKey = new ConcurrentHashMap<>();
    private final CountDownLatch missing = new CountDownLatch(WRITERS * CALLS * RECORDS_PER_CALL);

    private void subscribe(KinesisAsyncClient kinesis, String consumer, CountDownLatch begun) {
        for (int shard = 0; shard < SHARDS; shard++) {
            String shardId = "shardId-" + shard;
            kinesis.subscribeToShard(
                    b -> b.consumerARN(consumer)
                            .shardId(shardId)
                            .startingPosition(p -> p.type(ShardIteratorType.LATEST)),
                    SubscribeToShardResponseHandler.builder()
                            .onResponse(response -> begun.countDown())
                            .onError(failures::add)
                            .subscriber(event ->
                                    ((SubscribeToShardEvent) event).records().forEach(this::see))
                            .build());
        }
    }

    private void see(Record record) {
        numbersByKey
                .computeIfAbsent(record.partitionKey(), key -> Collections.synchronizedList(new ArrayList<>()))
                .add(Integer.valueOf(record.data().asString(UTF_8)));
        missing.countDown();
    }

    /** Each writer has a key of its own, whose records are numbered. */
    private void write(KinesisAsyncClient kinesis, int writer) {
        for (int i = 0; i < CALLS; i++) {
            List<PutRecordsRequestEntry> records = new ArrayList<>();
            for (int n = 0; n < RECORDS_PER_CALL; n++) {
                records.add(PutRecordsRequestEntry.builder()
                        .partitionKey("writer-" + writer)
                        .data(SdkBytes.fromUtf8String(Integer.toString(i * RECORDS_PER_CALL + n)))
                        .build());
            }
            kinesis.putRecords(b -> b.streamName(STREAM).records(records)).join();
        }
    }

    @Test
    void everyRecordIsPushedInItsOrderAndWaitsForNoHeartbeat() throws Exception {
        try (KinesisServer server = KinesisServer.start(KinesisServerSettings.defaults(), RARELY_BEATING);
                KinesisAsyncClient kinesis = SdkClients.async(server.endpoint(), Protocol.HTTP2)) {
            kinesis.createStream(b -> b.streamName(STREAM).shardCount(SHARDS)).join();
            String stream = kinesis.describeStreamSummary(b -> b.streamName(STREAM))
                    .join()
                    .streamDescriptionSummary()
                    .streamARN();
            String consumer = kinesis.registerStreamConsumer(
                            b -> b.streamARN(stream).consumerName("c"))
                    .join()
                    .consumer()
                    .consumerARN();
            CountDownLatch begun = new CountDownLatch(SHARDS);
            subscribe(kinesis, consumer, begun);
            assertTrue(begun.await(240, TimeUnit.SECONDS), "all subscriptions begin");
            List<Thread> writers = new ArrayList<>();
            for (int writer = 0; writer < WRITERS; writer++) {
                int number = writer;
                writers.add(new Thread(() -> write(kinesis, number)));
            }
            writers.forEach(Thread::start);
            for (Thread writer : writers) {
                writer.join();
            }
            assertTrue(
                    missing.await(240, TimeUnit.SECONDS),
                    () -> missing.getCount() + " records are missing: " + failures);
        }
        assertEquals(WRITERS, numbersByKey.size());
        numbersByKey.forEach((key, numbers) -> {
            for (int i = 0; i < CALLS * RECORDS_PER_CALL; i++) {
                assertEquals(i, numbers.get(i), key);
            }
        });
    }
}
