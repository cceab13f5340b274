package dev.millrace.kinesis.server.action;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** AWS's limits, as the clock tells; each refills while time passes. */
class LimitsTest {
    private static final String EXCEEDED =
            "Rate exceeded for shard shardId-000000000000 in stream s under account" + " 123456789012.";
    private static final String KIB_700 = Base64.getEncoder().encodeToString(new byte[700 << 10]);

    private final Server server = new Server(0, 1).with("s", 1);

    @AfterEach
    void close() {
        server.close();
    }

    private Map<String, Object> putMany(int records, String data) {
        String entries = IntStream.range(0, records)
                .mapToObj(i -> "{'PartitionKey':'k','Data':'" + data + "'}")
                .collect(Collectors.joining(","));
        return server.call("PutRecords", "{'StreamName':'s','Records':[" + entries + "]}");
    }

    private void assertThrottled(String operation, String json) {
        server.assertFails("ProvisionedThroughputExceededException", EXCEEDED, operation, json);
    }

    private void seconds(double seconds) {
        server.advance(Duration.ofMillis((long) (seconds * 1000)));
    }

    @Test
    void aShardTakesAThousandRecordsASecond() {
        assertEquals("0", putMany(500, "AQ==").get("FailedRecordCount"));
        assertEquals("0", putMany(500, "AQ==").get("FailedRecordCount"));
        Map<String, Object> reply = putMany(2, "AQ==");
        assertEquals("2", reply.get("FailedRecordCount"));
        assertEquals(
                Collections.nCopies(2, "ProvisionedThroughputExceededException"),
                Server.each(reply, "Records", "ErrorCode"));
        assertEquals(Collections.nCopies(2, EXCEEDED), Server.each(reply, "Records", "ErrorMessage"));
        assertThrottled("PutRecord", "{'StreamName':'s','PartitionKey':'k','Data':'AQ=='}");
        seconds(0.1);
        assertEquals("50", putMany(150, "AQ==").get("FailedRecordCount"));
    }

    @Test
    void aShardTakesAMebibyteASecondAndALargeRecordIsWaitedFor() {
        server.put("s", "k", KIB_700);
        server.put("s", "k", KIB_700);
        String one = "{'StreamName':'s','PartitionKey':'k','Data':'AQ=='}";
        assertThrottled("PutRecord", one);
        seconds(0.3);
        assertThrottled("PutRecord", one);
        seconds(0.2);
        server.call("PutRecord", one);
    }

    @Test
    void oneShardsLimitIsNotAnothers() {
        server.with("t", 2);
        String half = "0".repeat(38);
        String entries = IntStream.range(0, 500)
                .mapToObj(i -> "{'PartitionKey':'k','ExplicitHashKey':'0','Data':'AQ=='}")
                .collect(Collectors.joining(","));
        for (int i = 0; i < 2; i++) {
            server.call("PutRecords", "{'StreamName':'t','Records':[" + entries + "]}");
        }
        Map<String, Object> reply = server.call(
                "PutRecords",
                "{'StreamName':'t','Records':[{'PartitionKey':'k','ExplicitHashKey':'0','Data':'AQ=='},"
                        + "{'PartitionKey':'k','ExplicitHashKey':'3" + half + "','Data':'AQ=='}]}");
        assertEquals("1", reply.get("FailedRecordCount"));
        assertEquals(List.of("null", "shardId-000000000001"), Server.each(reply, "Records", "ShardId"));
    }

    @Test
    void aShardIsReadFiveTimesASecond() {
        String iterator = server.trimHorizon("s", 0);
        String read = "{'ShardIterator':'" + iterator + "'}";
        for (int i = 0; i < 5; i++) {
            server.call("GetRecords", read);
        }
        assertThrottled("GetRecords", read);
        seconds(0.2);
        server.call("GetRecords", read);
        assertThrottled("GetRecords", read);
        String another = "{'StreamName':'s','ShardId':'shardId-0','ShardIteratorType':'LATEST'}";
        for (int i = 0; i < 5; i++) {
            server.call("GetShardIterator", another);
        }
        assertThrottled("GetShardIterator", another);
    }

    @Test
    void tenMebibytesInOneCallAreWaitedForFiveSeconds() {
        for (int i = 0; i < 15; i++) {
            server.put("s", "k", KIB_700);
            seconds(1.5);
        }
        Map<String, Object> read = server.read(server.trimHorizon("s", 0));
        assertEquals(14, Server.list(read, "Records").size());
        String next = "{'ShardIterator':'" + Server.text(read, "NextShardIterator") + "'}";
        seconds(4.7);
        assertThrottled("GetRecords", next);
        seconds(0.2);
        assertEquals(1, Server.list(server.call("GetRecords", next), "Records").size());
    }

    @Test
    void aSubscriberIsSentTwoMebibytesASecondWhateverOthersRead() {
        for (int i = 0; i < 6; i++) {
            server.put("s", "k", KIB_700);
            seconds(1);
        }
        Subscriber subscriber = server.subscribe(server.register("s", "c"), 0, "{'Type':'TRIM_HORIZON'}");
        int events = 0;
        while (subscriber.next().frame() != null) {
            events++;
        }
        assertEquals(3, events);
        Subscriber.Step waiting = subscriber.next();
        assertNull(waiting.frame());
        assertTrue(waiting.waitMillis() > 0 && waiting.waitMillis() < 1000, waiting.toString());
        server.advance(Duration.ofMillis(waiting.waitMillis()));
        assertFalse(subscriber.next().frame() == null);
    }

    @Test
    void aConsumerSubscribesToAShardOnceASecond() {
        server.with("t", 2);
        String consumer = server.register("t", "c");
        server.subscribe(consumer, 0, "{'Type':'LATEST'}").close();
        server.subscribe(consumer, 1, "{'Type':'LATEST'}").close();
        String again = "{'ConsumerARN':'" + consumer + "','ShardId':'shardId-0','StartingPosition':{'Type':'LATEST'}}";
        server.assertFails(
                "LimitExceededException",
                "Rate exceeded for SubscribeToShard of consumer " + consumer + " and shard shardId-000000000000.",
                "SubscribeToShard",
                again);
        seconds(1);
        server.call("SubscribeToShard", again);
    }

    @Test
    void operationsOnStreamsHaveRatesOfTheAccount() {
        for (int i = 0; i < 10; i++) {
            server.call("DescribeStream", "{'StreamName':'s'}");
        }
        server.assertFails(
                "LimitExceededException",
                "Rate exceeded for DescribeStream of account 123456789012.",
                "DescribeStream",
                "{'StreamName':'s'}");
        server.call("DescribeStreamSummary", "{'StreamName':'s'}");
        seconds(0.1);
        server.call("DescribeStream", "{'StreamName':'s'}");
    }

    @Test
    void someChangesAreCountedByTheDay() {
        for (int i = 0; i < 10; i++) {
            server.call(
                    "UpdateShardCount",
                    "{'StreamName':'s','ScalingType':'UNIFORM_SCALING','TargetShardCount':" + (1 + (i + 1) % 2) + "}");
            seconds(1);
        }
        server.assertFails(
                "LimitExceededException",
                "UpdateShardCount was called 10 times in 24 hours for stream s, which is its limit.",
                "UpdateShardCount",
                "{'StreamName':'s','ScalingType':'UNIFORM_SCALING','TargetShardCount':2}");
    }

    @Test
    void changesThatAreCountedByTheDayCountAcrossARestartAndForADay() {
        String toOnDemand = mode("ON_DEMAND");
        server.call("UpdateStreamMode", toOnDemand);
        server.advance(Duration.ofHours(23));
        server.call("UpdateStreamMode", mode("PROVISIONED"));
        server.restart();
        server.assertFails(
                "LimitExceededException",
                "UpdateStreamMode was called 2 times in 24 hours for stream s, which is its limit.",
                "UpdateStreamMode",
                toOnDemand);
        server.advance(Duration.ofHours(1));
        server.call("UpdateStreamMode", toOnDemand);
        server.assertFails(
                "LimitExceededException",
                "UpdateStreamMode was called 2 times in 24 hours for stream s, which is its limit.",
                "UpdateStreamMode",
                mode("PROVISIONED"));
        // Of another stream, or of one of the same name made anew, nothing was changed yet.
        server.call("DeleteStream", "{'StreamName':'s'}");
        server.with("s", 1);
        server.call("UpdateStreamMode", toOnDemand);
    }

    private static String mode(String mode) {
        return "{'StreamARN':'arn:aws:kinesis:eu-west-1:123456789012:stream/s','StreamModeDetails':{'StreamMode':'"
                + mode + "'}}";
    }

    @Test
    void theLimitsCanBeMultipliedAndLeftOut() {
        try (Server tenfold = new Server(0, 10).with("s", 1);
                Server free = new Server().with("s", 1)) {
            String iterator = tenfold.trimHorizon("s", 0);
            for (int i = 0; i < 50; i++) {
                tenfold.read(iterator);
            }
            tenfold.assertFails(
                    "ProvisionedThroughputExceededException",
                    EXCEEDED,
                    "GetRecords",
                    "{'ShardIterator':'" + iterator + "'}");
            String another = free.trimHorizon("s", 0);
            for (int i = 0; i < 100; i++) {
                free.read(another);
            }
        }
    }
}
