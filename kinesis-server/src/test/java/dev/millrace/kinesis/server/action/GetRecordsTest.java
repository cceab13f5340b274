package dev.millrace.kinesis.server.action;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GetRecordsTest {
    private final Server server = new Server();

    private void split(int shard) {
        server.call(
                "SplitShard",
                "{'StreamName':'s','ShardToSplit':'shardId-" + shard + "','NewStartingHashKey':'" + Server.HALF_KEY
                        + "'}");
    }

    @Test
    void readsOnFromWhereItStopped() {
        server.with("s", 1);
        for (String data : List.of("AAAA", "BBBB", "CCCC")) {
            server.put("s", "k", data);
        }
        Map<String, Object> first =
                server.call("GetRecords", "{'ShardIterator':'" + server.trimHorizon("s", 0) + "','Limit':2}");
        assertEquals(List.of("AAAA", "BBBB"), Server.each(first, "Records", "Data"));
        Map<String, Object> second = server.read(Server.text(first, "NextShardIterator"));
        assertEquals(List.of("CCCC"), Server.each(second, "Records", "Data"));
        Map<String, Object> third = server.read(Server.text(second, "NextShardIterator"));
        assertEquals(List.of(), Server.list(third, "Records"));
        server.put("s", "k", "DDDD");
        assertEquals(
                List.of("DDDD"), Server.each(server.read(Server.text(third, "NextShardIterator")), "Records", "Data"));
    }

    @Test
    void anArnIsOneOfTheIteratorsStreamOrRefused() {
        server.with("s", 1).with("t", 1);
        server.put("s", "k", "AAAA");
        String arn = "arn:aws:kinesis:eu-west-1:123456789012:stream/";
        String request = "{'ShardIterator':'" + server.trimHorizon("s", 0) + "','StreamARN':'";
        assertEquals(List.of("AAAA"), Server.each(server.call("GetRecords", request + arn + "s'}"), "Records", "Data"));
        server.assertInvalidArgument(
                "The ShardIterator is not of the stream " + arn + "t.", "GetRecords", request + arn + "t'}");
        String elsewhere = arn.replace("123456789012", "210987654321") + "s";
        server.assertNotFound("Stream " + elsewhere + " not found.", "GetRecords", request + elsewhere + "'}");
    }

    @Test
    void saysHowFarBehindTheLastRecordIs() {
        server.with("s", 1);
        server.put("s", "k", "AAAA");
        server.advance(Duration.ofSeconds(5));
        server.put("s", "k", "BBBB");
        server.advance(Duration.ofSeconds(2));
        String iterator = server.trimHorizon("s", 0);
        assertEquals(
                "7000",
                Server.text(
                        server.call("GetRecords", "{'ShardIterator':'" + iterator + "','Limit':1}"),
                        "MillisBehindLatest"));
        assertEquals("0", Server.text(server.read(iterator), "MillisBehindLatest"));
    }

    @Test
    void givesAtMostTenMebibytesACall() {
        server.with("s", 1);
        for (int i = 0; i < 12; i++) {
            server.put("s", "k", "AAAA".repeat(349525));
        }
        Map<String, Object> first = server.read(server.trimHorizon("s", 0));
        assertEquals(9, Server.list(first, "Records").size());
        assertEquals(
                3,
                Server.list(server.read(Server.text(first, "NextShardIterator")), "Records")
                        .size());
    }

    @Test
    void theReplyThatDrainsAClosedShardHasChildrenAndNoIterator() {
        server.with("s", 1);
        server.put("s", "k", "AAAA");
        server.put("s", "k", "BBBB");
        String open = server.trimHorizon("s", 0);
        split(0);
        Map<String, Object> part = server.call("GetRecords", "{'ShardIterator':'" + open + "','Limit':1}");
        assertFalse(part.containsKey("ChildShards"));
        Map<String, Object> last = server.read(Server.text(part, "NextShardIterator"));
        assertEquals(List.of("BBBB"), Server.each(last, "Records", "Data"));
        assertFalse(last.containsKey("NextShardIterator"));
        assertEquals(
                "[{ShardId=shardId-000000000001, ParentShards=[shardId-000000000000], HashKeyRange={StartingHashKey=0,"
                        + " EndingHashKey=170141183460469231731687303715884105727}}, {ShardId=shardId-000000000002,"
                        + " ParentShards=[shardId-000000000000], HashKeyRange={StartingHashKey=" + Server.HALF_KEY
                        + ", EndingHashKey=" + Server.MAX_KEY + "}}]",
                Server.list(last, "ChildShards").toString());
    }

    @Test
    void latestOnAClosedShardLeadsToTheSameEnd() {
        server.with("s", 1);
        server.put("s", "k", "AAAA");
        split(0);
        server.call("MergeShards", "{'StreamName':'s','ShardToMerge':'shardId-1','AdjacentShardToMerge':'shardId-2'}");
        for (int shard = 0; shard < 3; shard++) {
            String latest = Server.text(
                    server.call(
                            "GetShardIterator",
                            "{'StreamName':'s','ShardId':'shardId-" + shard + "','ShardIteratorType':'LATEST'}"),
                    "ShardIterator");
            Map<String, Object> reply = server.read(latest);
            assertEquals(List.of(), Server.list(reply, "Records"));
            assertFalse(reply.containsKey("NextShardIterator"));
            assertEquals(
                    shard == 0
                            ? List.of("[shardId-000000000000]", "[shardId-000000000000]")
                            : List.of("[shardId-000000000001, shardId-000000000002]"),
                    Server.each(reply, "ChildShards", "ParentShards"));
        }
    }

    @Test
    void recordsLeaveWithTheRetentionPeriod() {
        server.with("s", 1);
        server.put("s", "k", "AAAA");
        server.advance(Duration.ofHours(23));
        String second = server.put("s", "k", "BBBB");
        server.advance(Duration.ofHours(1));
        server.advance(Duration.ofMillis(1));
        Map<String, Object> reply = server.read(server.trimHorizon("s", 0));
        assertEquals(List.of("BBBB"), Server.each(reply, "Records", "Data"));
        assertEquals(List.of(second), Server.each(reply, "Records", "SequenceNumber"));
        server.call("IncreaseStreamRetentionPeriod", "{'StreamName':'s','RetentionPeriodHours':48}");
        assertEquals(List.of("AAAA", "BBBB"), Server.each(server.read(server.trimHorizon("s", 0)), "Records", "Data"));
    }

    @Test
    void survivesARestartWithItsIterator() {
        server.with("s", 1);
        server.put("s", "k", "AAAA");
        String iterator = server.trimHorizon("s", 0);
        server.restart();
        assertEquals(List.of("AAAA"), Server.each(server.read(iterator), "Records", "Data"));
    }

    @Test
    void anIteratorIsGoodFor300SecondsEvenInQuotes() {
        server.with("s", 1);
        String iterator = server.trimHorizon("s", 0);
        server.advance(Duration.ofMinutes(5));
        server.read("\\\"" + iterator + "\\\"");
        server.advance(Duration.ofMillis(1));
        server.assertFails(
                "ExpiredIteratorException",
                "Iterator expired. The iterator was created at time Sat Nov 21 10:00:00 UTC 2026 while right now it is"
                        + " Sat Nov 21 10:05:00 UTC 2026 which is further in the future than the tolerated delay of 300000"
                        + " milliseconds.",
                "GetRecords",
                "{'ShardIterator':'" + iterator + "'}");
    }

    @Test
    void refusesIteratorsThatItDidNotMake() {
        server.with("s", 1);
        String iterator = server.trimHorizon("s", 0);
        for (String wrong : List.of(
                "abc",
                "????",
                "AAAA".repeat(20),
                "B" + iterator.substring(1),
                iterator.substring(0, 40),
                iterator + "AAAA")) {
            server.assertInvalidArgument("Invalid ShardIterator.", "GetRecords", "{'ShardIterator':'" + wrong + "'}");
        }
    }

    /** While it is UPDATING and DELETING, too. */
    @Test
    void readsAStreamThatChangesAndOneThatIsBeingDeletedUntilItIsGone() {
        try (Server slow = new Server(1000)) {
            slow.call("CreateStream", "{'StreamName':'s','ShardCount':2}");
            slow.advance(Duration.ofSeconds(1));
            slow.put("s", "k", "AAAA");
            int shard =
                    Server.list(slow.read(slow.trimHorizon("s", 0)), "Records").isEmpty() ? 1 : 0;
            String iterator = slow.trimHorizon("s", shard);
            slow.call(
                    "MergeShards", "{'StreamName':'s','ShardToMerge':'shardId-0','AdjacentShardToMerge':'shardId-1'}");
            assertEquals(List.of("AAAA"), Server.each(slow.read(iterator), "Records", "Data"));
            slow.advance(Duration.ofSeconds(1));
            slow.call("DeleteStream", "{'StreamName':'s'}");
            assertEquals(List.of("AAAA"), Server.each(slow.read(iterator), "Records", "Data"));
            slow.advance(Duration.ofSeconds(1));
            slow.assertFails(
                    "ResourceNotFoundException",
                    "Shard shardId-00000000000" + shard + " in stream s under account 123456789012 does not exist",
                    "GetRecords",
                    "{'ShardIterator':'" + iterator + "'}");
        }
    }

    @Test
    void refusesWhatIsInvalid() {
        server.assertInvalid(
                "GetRecords",
                "{'ShardIterator':'','Limit':0}",
                "Value '0' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1",
                "Value '' at 'shardIterator' failed to satisfy constraint: Member must have length greater than or"
                        + " equal to 1");
        server.assertInvalid(
                "GetRecords",
                "{'Limit':10001}",
                "Value '10001' at 'limit' failed to satisfy constraint: Member must have value less than or equal to"
                        + " 10000",
                "Value null at 'shardIterator' failed to satisfy constraint: Member must not be null");
    }
}
