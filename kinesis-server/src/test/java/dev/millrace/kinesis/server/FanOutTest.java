package dev.millrace.kinesis.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.kinesis.server.action.Subscriptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.PutRecordResponse;
import software.amazon.awssdk.services.kinesis.model.ResourceInUseException;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardEvent;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardEventStream;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardResponseHandler;

/** Enhanced fan-out as the AWS SDK's asynchronous client sees it. */
@Timeout(600)
class FanOutTest {
    /** Heartbeats, ends and take-overs come soon here; that AWS's times are the default is SubscribeToShardTest's business. */
    private static final Subscriptions.Times QUICK = new Subscriptions.Times(100, 1_000_000, 0);

    private static KinesisServer server;
    private static KinesisAsyncClient http2;
    private static KinesisAsyncClient http1;

    @BeforeAll
    static void start() {
        server = KinesisServer.start(KinesisServerSettings.defaults(), QUICK);
        http2 = SdkClients.async(server.endpoint(), Protocol.HTTP2);
        http1 = SdkClients.async(server.endpoint(), Protocol.HTTP1_1);
    }

    @AfterAll
    static void stop() {
        http1.close();
        http2.close();
        server.close();
    }

    /** What a subscription brought, as it comes. It asks for one event after the other. */
    private static final class Events implements Subscriber<SubscribeToShardEventStream> {
        final BlockingQueue<SubscribeToShardEvent> queue = new LinkedBlockingQueue<>();
        final CompletableFuture<Void> end = new CompletableFuture<>();
        private @Nullable Subscription subscription;

        @Override
        public void onSubscribe(Subscription given) {
            subscription = given;
            given.request(1);
        }

        @Override
        public void onNext(SubscribeToShardEventStream event) {
            queue.add((SubscribeToShardEvent) event);
            Objects.requireNonNull(subscription).request(1);
        }

        @Override
        public void onError(Throwable cause) {
            end.completeExceptionally(cause);
        }

        @Override
        public void onComplete() {
            end.complete(null);
        }

        SubscribeToShardEvent take() throws InterruptedException {
            return Objects.requireNonNull(queue.poll(60, TimeUnit.SECONDS), "No event came");
        }

        /** The next event that has records. */
        SubscribeToShardEvent takeRecords() throws InterruptedException {
            SubscribeToShardEvent event = take();
            while (event.records().isEmpty() && event.continuationSequenceNumber() != null) {
                event = take();
            }
            return event;
        }
    }

    private static String consumer(KinesisAsyncClient kinesis, String stream, int shards) {
        kinesis.createStream(b -> b.streamName(stream).shardCount(shards)).join();
        String arn = kinesis.describeStreamSummary(b -> b.streamName(stream))
                .join()
                .streamDescriptionSummary()
                .streamARN();
        return kinesis.registerStreamConsumer(b -> b.streamARN(arn).consumerName("c"))
                .join()
                .consumer()
                .consumerARN();
    }

    private static Events subscribe(KinesisAsyncClient kinesis, String consumerArn, ShardIteratorType from) {
        Events events = new Events();
        SubscribeToShardResponseHandler handler = SubscribeToShardResponseHandler.builder()
                .onError(events.end::completeExceptionally)
                .onEventStream(publisher -> publisher.subscribe(events))
                .build();
        kinesis.subscribeToShard(
                        b -> b.consumerARN(consumerArn).shardId("shardId-0").startingPosition(p -> p.type(from)),
                        handler)
                .whenComplete((none, cause) -> {
                    if (cause == null) {
                        events.end.complete(null);
                    } else {
                        events.end.completeExceptionally(cause);
                    }
                });
        return events;
    }

    private static void put(KinesisAsyncClient kinesis, String stream, String text) {
        kinesis.putRecord(b -> b.streamName(stream).partitionKey("k").data(SdkBytes.fromUtf8String(text)))
                .join();
    }

    private static String text(SubscribeToShardEvent event) {
        return event.records().get(0).data().asString(UTF_8);
    }

    @Test
    void recordsArePushedOverHttp2AndHttp1() throws Exception {
        for (KinesisAsyncClient kinesis : List.of(http2, http1)) {
            String stream = kinesis == http2 ? "pushed-2" : "pushed-1";
            String arn = consumer(kinesis, stream, 1);
            put(kinesis, stream, "before");
            Events events = subscribe(kinesis, arn, ShardIteratorType.TRIM_HORIZON);
            assertEquals("before", text(events.takeRecords()));
            put(kinesis, stream, "then");
            SubscribeToShardEvent event = events.takeRecords();
            assertEquals("then", text(event));
            assertEquals(0, event.millisBehindLatest());
            assertNotNull(event.continuationSequenceNumber());
            assertTrue(events.take().records().isEmpty(), "a heartbeat follows");
        }
    }

    /** How soon, the benchmarks measure. */
    @Test
    void aRecordIsPushedByItsPutAndWaitsForNoHeartbeat() throws Exception {
        try (KinesisServer rarelyBeating = KinesisServer.start(
                        KinesisServerSettings.defaults(), new Subscriptions.Times(3_600_000, 3_600_000, 0));
                KinesisAsyncClient kinesis = SdkClients.async(rarelyBeating.endpoint(), Protocol.HTTP2)) {
            String arn = consumer(kinesis, "quick", 1);
            Events events = subscribe(kinesis, arn, ShardIteratorType.LATEST);
            assertTrue(events.take().records().isEmpty(), "the first event comes at once");
            for (int i = 0; i < 300; i++) {
                String text = "record " + i;
                CompletableFuture<PutRecordResponse> put = kinesis.putRecord(
                        b -> b.streamName("quick").partitionKey("k").data(SdkBytes.fromUtf8String(text)));
                assertEquals(text, text(events.take()));
                put.join();
            }
        }
    }

    @Test
    void aSplitEndsTheStreamWithTheChildren() throws Exception {
        String arn = consumer(http2, "ends", 1);
        Events events = subscribe(http2, arn, ShardIteratorType.LATEST);
        events.take();
        http2.splitShard(b -> b.streamName("ends")
                        .shardToSplit("shardId-000000000000")
                        .newStartingHashKey("170141183460469231731687303715884105728"))
                .join();
        SubscribeToShardEvent last = events.takeRecords();
        while (last.continuationSequenceNumber() != null) {
            last = events.take();
        }
        assertNull(last.continuationSequenceNumber());
        assertEquals(2, last.childShards().size());
        events.end.get(60, TimeUnit.SECONDS);
    }

    @Test
    void theFirstOfTwoSubscribersLearnsThatItWasDisplaced() throws Exception {
        String arn = consumer(http2, "displaced", 1);
        Events first = subscribe(http2, arn, ShardIteratorType.LATEST);
        first.take();
        Events second = subscribe(http2, arn, ShardIteratorType.LATEST);
        second.take();
        try {
            first.end.get(60, TimeUnit.SECONDS);
            throw new AssertionError("It was not displaced");
        } catch (java.util.concurrent.ExecutionException e) {
            Throwable cause = e.getCause() instanceof CompletionException wrapped ? wrapped.getCause() : e.getCause();
            assertInstanceOf(ResourceInUseException.class, cause);
        }
    }

    @Test
    void aReaderThatIsSlowGetsEverythingInOrder() throws Exception {
        String arn = consumer(http2, "slow", 1);
        byte[] data = new byte[600_000];
        for (int i = 0; i < 30; i++) {
            data[0] = (byte) i;
            byte[] copy = data.clone();
            http2.putRecord(b -> b.streamName("slow").partitionKey("k").data(SdkBytes.fromByteArrayUnsafe(copy)))
                    .join();
        }
        List<Integer> seen = new ArrayList<>();
        BlockingQueue<Subscription> given = new LinkedBlockingQueue<>();
        BlockingQueue<SubscribeToShardEvent> events = new LinkedBlockingQueue<>();
        SubscribeToShardResponseHandler handler = SubscribeToShardResponseHandler.builder()
                .onEventStream(publisher -> publisher.subscribe(new Subscriber<SubscribeToShardEventStream>() {
                    @Override
                    public void onSubscribe(Subscription subscription) {
                        given.add(subscription);
                    }

                    @Override
                    public void onNext(SubscribeToShardEventStream event) {
                        events.add((SubscribeToShardEvent) event);
                    }

                    @Override
                    public void onError(Throwable cause) {}

                    @Override
                    public void onComplete() {}
                }))
                .build();
        http2.subscribeToShard(
                b -> b.consumerARN(arn)
                        .shardId("shardId-0")
                        .startingPosition(p -> p.type(ShardIteratorType.TRIM_HORIZON)),
                handler);
        Subscription subscription = given.poll(60, TimeUnit.SECONDS);
        assertNotNull(subscription);
        while (seen.size() < 30) {
            subscription.request(1);
            SubscribeToShardEvent event = events.poll(60, TimeUnit.SECONDS);
            assertNotNull(event);
            event.records().forEach(record -> seen.add((int) record.data().asByteArrayUnsafe()[0]));
        }
        for (int i = 0; i < 30; i++) {
            assertEquals(i, seen.get(i));
        }
        subscription.cancel();
    }
}
