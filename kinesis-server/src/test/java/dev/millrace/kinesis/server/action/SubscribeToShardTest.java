package dev.millrace.kinesis.server.action;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SubscribeToShardTest {
    private static final String LATEST = "{'Type':'LATEST'}";
    private static final String OLDEST = "{'Type':'TRIM_HORIZON'}";

    private final Server server = new Server();
    private String arn = "";

    @BeforeEach
    void register() {
        server.with("s", 1);
        arn = server.register("s", "c");
    }

    @AfterEach
    void close() {
        server.close();
    }

    /** The headers of a frame, and its payload after them. */
    private static String text(@Nullable ByteBuffer frame) {
        return StandardCharsets.UTF_8
                .decode(Objects.requireNonNull(frame).duplicate())
                .toString();
    }

    private static Map<String, Object> payload(Subscriber.Step step) {
        ByteBuffer frame = Objects.requireNonNull(step.frame()).duplicate();
        int headerBytes = frame.getInt(4);
        frame.position(12 + headerBytes).limit(frame.limit() - 4);
        return Server.json(StandardCharsets.UTF_8.decode(frame).toString());
    }

    private static List<String> data(Subscriber.Step step) {
        return Server.each(payload(step), "Records", "Data");
    }

    @Test
    void theFirstEventComesAtOnceAndLaterOnesWithRecordsOrTheHeartbeat() {
        Subscriber subscriber = server.subscribe(arn, 0, LATEST);
        assertTrue(text(subscriber.opening()).contains("initial-response"));
        Subscriber.Step first = subscriber.next();
        assertEquals(List.of(), data(first));
        assertEquals(5_000, first.waitMillis());
        assertNull(subscriber.next().frame());
        server.advance(Duration.ofMillis(4_999));
        Subscriber.Step early = subscriber.next();
        assertNull(early.frame());
        assertEquals(1, early.waitMillis());
        server.advance(Duration.ofMillis(1));
        assertEquals(List.of(), data(subscriber.next()));
        server.put("s", "k", "AQ==");
        Subscriber.Step pushed = subscriber.next();
        assertEquals(List.of("AQ=="), data(pushed));
        assertEquals("0", Server.text(payload(pushed), "MillisBehindLatest"));
    }

    @Test
    void aPutWakesTheTransport() {
        Subscriber subscriber = server.subscribe(arn, 0, LATEST);
        AtomicInteger wakes = new AtomicInteger();
        subscriber.onNews(wakes::incrementAndGet);
        server.put("s", "k", "AQ==");
        assertEquals(1, wakes.get());
        subscriber.close();
        server.put("s", "k", "AQ==");
        assertEquals(1, wakes.get());
    }

    @Test
    void everyKindOfPositionBeginsWhereAnIteratorWould() {
        String first = server.put("s", "k", "AQ==");
        server.advance(Duration.ofSeconds(10));
        server.put("s", "k", "Ag==");
        long between = server.millis() / 1000 - 5;
        String[][] cases = {
            {OLDEST, "[AQ==, Ag==]"},
            {LATEST, "[]"},
            {"{'Type':'AT_SEQUENCE_NUMBER','SequenceNumber':'" + first + "'}", "[AQ==, Ag==]"},
            {"{'Type':'AFTER_SEQUENCE_NUMBER','SequenceNumber':'" + first + "'}", "[Ag==]"},
            {"{'Type':'AT_TIMESTAMP','Timestamp':" + between + "}", "[Ag==]"}
        };
        for (String[] each : cases) {
            try (Subscriber subscriber = server.subscribe(arn, 0, each[0])) {
                assertEquals(each[1], data(subscriber.next()).toString(), each[0]);
            }
        }
    }

    @Test
    void theContinuationLeadsOnWithoutGapOrRepetition() {
        Subscriber subscriber = server.subscribe(arn, 0, LATEST);
        String nothingYet = Server.text(payload(subscriber.next()), "ContinuationSequenceNumber");
        server.put("s", "k", "AQ==");
        Subscriber.Step step = subscriber.next();
        String afterOne = Server.text(payload(step), "ContinuationSequenceNumber");
        server.put("s", "k", "Ag==");
        subscriber.close();
        String from = "{'Type':'AFTER_SEQUENCE_NUMBER','SequenceNumber':'";
        try (Subscriber again = server.subscribe(arn, 0, from + nothingYet + "'}")) {
            assertEquals("[AQ==, Ag==]", data(again.next()).toString());
        }
        try (Subscriber again = server.subscribe(arn, 0, from + afterOne + "'}")) {
            assertEquals("[Ag==]", data(again.next()).toString());
        }
    }

    @Test
    void aLaterSubscriberTakesOverAfterFiveSecondsAndNotBefore() {
        Subscriber subscriber = server.subscribe(arn, 0, LATEST);
        String request = "{'ConsumerARN':'" + arn + "','ShardId':'shardId-0','StartingPosition':{'Type':'LATEST'}}";
        server.advance(Duration.ofMillis(4_999));
        server.assertFails(
                "ResourceInUseException",
                "Another active subscription exists for this consumer: " + arn + " and shard 0.",
                "SubscribeToShard",
                request);
        server.advance(Duration.ofMillis(1));
        AtomicInteger wakes = new AtomicInteger();
        subscriber.onNews(wakes::incrementAndGet);
        Subscriber other = server.subscribe(arn, 0, LATEST);
        assertEquals(1, wakes.get());
        Subscriber.Step last = subscriber.next();
        assertTrue(last.end());
        assertTrue(text(last.frame()).contains("ResourceInUseException"), text(last.frame()));
        subscriber.close();
        assertFalse(other.next().end());
        // The one that was displaced doesn't make room for others by closing.
        server.assertFails(
                "ResourceInUseException",
                "Another active subscription exists for this consumer: " + arn + " and shard 0.",
                "SubscribeToShard",
                request);
    }

    @Test
    void itEndsAfterFiveMinutes() {
        Subscriber subscriber = server.subscribe(arn, 0, LATEST);
        server.advance(Duration.ofMillis(299_999));
        assertFalse(subscriber.next().end());
        server.advance(Duration.ofMillis(1));
        Subscriber.Step end = subscriber.next();
        assertTrue(end.end());
        assertNull(end.frame());
    }

    @Test
    void theEndOfAClosedShardNamesItsChildren() {
        server.put("s", "k", "AQ==");
        Subscriber subscriber = server.subscribe(arn, 0, OLDEST);
        server.call(
                "SplitShard",
                "{'StreamName':'s','ShardToSplit':'shardId-0','NewStartingHashKey':'" + Server.HALF_KEY + "'}");
        Subscriber.Step end = subscriber.next();
        assertTrue(end.end());
        assertEquals(List.of("AQ=="), data(end));
        assertFalse(payload(end).containsKey("ContinuationSequenceNumber"));
        assertEquals(
                List.of("shardId-000000000001", "shardId-000000000002"),
                Server.each(payload(end), "ChildShards", "ShardId"));
        assertEquals(
                List.of("[shardId-000000000000]", "[shardId-000000000000]"),
                Server.each(payload(end), "ChildShards", "ParentShards"));
    }

    @Test
    void theEndOfConsumerOrStreamEndsItWithAnError() {
        Subscriber subscriber = server.subscribe(arn, 0, LATEST);
        server.call("DeregisterStreamConsumer", "{'ConsumerARN':'" + arn + "'}");
        Subscriber.Step end = subscriber.next();
        assertTrue(end.end());
        assertTrue(text(end.frame()).contains("Consumer c under stream s"), text(end.frame()));

        Subscriber of = server.subscribe(server.register("s", "d"), 0, LATEST);
        AtomicInteger wakes = new AtomicInteger();
        of.onNews(wakes::incrementAndGet);
        server.call("DeleteStream", "{'StreamName':'s','EnforceConsumerDeletion':true}");
        assertTrue(wakes.get() > 0);
        assertTrue(text(of.next().frame()).contains("ResourceNotFoundException"));
    }

    @Test
    void largeBacklogsComeInPiecesOfAMegabyte() {
        String half = "A".repeat(700_000);
        for (int i = 0; i < 3; i++) {
            server.put("s", "k", half);
        }
        Subscriber subscriber = server.subscribe(arn, 0, OLDEST);
        int events = 0;
        int records = 0;
        while (records < 3) {
            Subscriber.Step step = subscriber.next();
            assertNotNull(step.frame());
            assertEquals(0, step.waitMillis());
            records += data(step).size();
            events++;
        }
        assertEquals(3, events);
    }

    @Test
    void whatItNeedsMustBeThereAndReady() {
        String rest = "','StartingPosition':{'Type':'LATEST'}}";
        server.assertNotFound(
                "Shard shardId-000000000007 in stream s under account 123456789012 does not exist",
                "SubscribeToShard",
                "{'ConsumerARN':'" + arn + "','ShardId':'shardId-7" + rest);
        server.assertNotFound(
                "Consumer x under stream s under account 123456789012 not found.",
                "SubscribeToShard",
                "{'ConsumerARN':'" + arn.replace("/c:", "/x:") + "','ShardId':'shardId-0" + rest);
        server.assertInvalidArgument(
                "Must either specify (1) AT_SEQUENCE_NUMBER or AFTER_SEQUENCE_NUMBER and StartingSequenceNumber or (2)"
                        + " TRIM_HORIZON or LATEST and no StartingSequenceNumber. Request specified AT_SEQUENCE_NUMBER"
                        + " and no StartingSequenceNumber.",
                "SubscribeToShard",
                "{'ConsumerARN':'" + arn + "','ShardId':'shardId-0','StartingPosition':{'Type':'AT_SEQUENCE_NUMBER'}}");
        server.assertInvalid(
                "SubscribeToShard",
                "{'ConsumerARN':'" + arn + "','ShardId':'shardId-0','StartingPosition':{'Type':'x'}}",
                "Value 'x' at 'startingPosition.type' failed to satisfy constraint: Member must satisfy enum value set:"
                        + " [AFTER_SEQUENCE_NUMBER, LATEST, AT_TIMESTAMP, AT_SEQUENCE_NUMBER, TRIM_HORIZON]");
        try (Server slow = new Server(500)) {
            slow.with("s", 1).advance(Duration.ofSeconds(1));
            String creating = slow.register("s", "c");
            slow.assertFails(
                    "ResourceInUseException",
                    "Consumer c under stream s under account 123456789012 not ACTIVE, instead in state CREATING",
                    "SubscribeToShard",
                    "{'ConsumerARN':'" + creating + "','ShardId':'shardId-0" + rest);
        }
    }
}
