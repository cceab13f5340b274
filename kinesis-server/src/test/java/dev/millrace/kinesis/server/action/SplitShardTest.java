package dev.millrace.kinesis.server.action;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SplitShardTest {
    private final Server server = new Server();

    private static String request(String shard, String key) {
        return "{'StreamName':'s','ShardToSplit':'" + shard + "','NewStartingHashKey':'" + key + "'}";
    }

    @Test
    void twoChildrenTakeTheRangeASecondLater() {
        server.with("s", 1);
        server.advance(Duration.ofSeconds(16));
        server.call("SplitShard", request("shardId-0", "1000"));
        List<Object> shards = Server.list(server.call("ListShards", "{'StreamName':'s'}"), "Shards");
        String end = Server.text(Server.map(shards.get(0)), "SequenceNumberRange", "EndingSequenceNumber");
        assertEquals(
                "2" + "06b016ba0" + "0" + "7fffffffffffffff" + "00" + "06b016bb0" + "00000000" + "2",
                new BigInteger(end).toString(16));
        assertEquals(
                List.of(
                        "{StartingHashKey=0, EndingHashKey=999}",
                        "{StartingHashKey=1000, EndingHashKey=" + Server.MAX_KEY + "}"),
                shards.subList(1, 3).stream()
                        .map(shard ->
                                Server.member(Server.map(shard), "HashKeyRange").toString())
                        .toList());
        for (Object child : shards.subList(1, 3)) {
            Map<String, Object> map = Server.map(child);
            assertEquals("shardId-000000000000", map.get("ParentShardId"));
            String start = Server.text(map, "SequenceNumberRange", "StartingSequenceNumber");
            assertTrue(new BigInteger(start).toString(16).startsWith("206b016bb1"));
        }
    }

    @Test
    void happensAsAWholeAfterAWhileAndThePartsTakeRecordsUntilThen() {
        Server slow = new Server(500).with("s", 1);
        slow.advance(Duration.ofSeconds(1));
        slow.call("SplitShard", request("shardId-0", Server.HALF_KEY));
        slow.assertFails(
                "ResourceInUseException",
                "Stream s under account 123456789012 not ACTIVE, instead in state UPDATING",
                "SplitShard",
                request("shardId-0", "1000"));
        slow.put("s", "k", "AAAA");
        slow.restart();
        assertEquals(
                1,
                Server.list(slow.call("ListShards", "{'StreamName':'s'}"), "Shards")
                        .size());
        slow.advance(Duration.ofMillis(500));
        assertEquals(
                3,
                Server.list(slow.call("ListShards", "{'StreamName':'s'}"), "Shards")
                        .size());
        assertEquals(List.of("AAAA"), Server.each(slow.read(slow.trimHorizon("s", 0)), "Records", "Data"));
    }

    @Test
    void theNewKeyMustLieWithin() {
        server.with("s", 2);
        for (String key :
                List.of("0", "1", "170141183460469231731687303715884105727", Server.HALF_KEY, "9".repeat(39))) {
            server.assertInvalidArgument(
                    "NewStartingHashKey " + key
                            + " used in SplitShard() on shard shardId-000000000000 in stream s under account"
                            + " 123456789012 is not both greater than one plus the shard's StartingHashKey 0 and less"
                            + " than the shard's EndingHashKey 170141183460469231731687303715884105727.",
                    "SplitShard",
                    request("shardId-0", key));
        }
        server.call("SplitShard", request("shardId-0", "2"));
    }

    @Test
    void aShardIsSplitOnce() {
        server.with("s", 1);
        server.call("SplitShard", request("shardId-0", "1000"));
        server.assertInvalidArgument(
                "Shard shardId-000000000000 in stream s under account 123456789012 has already been merged or split,"
                        + " and thus is not eligible for merging or splitting.",
                "SplitShard",
                request("shardId-0", "1000"));
    }

    @Test
    void refusesWhatIsNotThereOrNotForItToSplit() {
        server.assertNotFound(
                "Stream s under account 123456789012 not found.", "SplitShard", request("shardId-0", "1000"));
        server.with("s", 1);
        server.assertNotFound(
                "Could not find shard shardId-000000000005 in stream s under account 123456789012.",
                "SplitShard",
                request("shardId-5", "1000"));
        server.assertNotFound(
                "Could not find shard abc in stream s under account 123456789012.",
                "SplitShard",
                request("abc", "1000"));
        server.call("CreateStream", "{'StreamName':'o','StreamModeDetails':{'StreamMode':'ON_DEMAND'}}");
        server.assertFails(
                "ValidationException",
                "Request is invalid. Stream o under account 123456789012 is in On-Demand mode.",
                "SplitShard",
                request("shardId-0", "1000").replace("'s'", "'o'"));
        server.with("many", 995);
        server.assertFails(
                "LimitExceededException",
                "This request would exceed the shard limit for the account 123456789012 in eu-west-1. Current shard"
                        + " count for the account: 1000. Limit: 1000. Number of additional shards that would have resulted"
                        + " from this request: 1. Refer to the AWS Service Limits page"
                        + " (http://docs.aws.amazon.com/general/latest/gr/aws_service_limits.html) for current limits and"
                        + " how to request higher limits.",
                "SplitShard",
                request("shardId-0", "1000"));
    }

    @Test
    void refusesWhatIsInvalid() {
        server.assertInvalid(
                "SplitShard",
                "{'StreamName':'s'}",
                "Value null at 'newStartingHashKey' failed to satisfy constraint: Member must not be null",
                "Value null at 'shardToSplit' failed to satisfy constraint: Member must not be null");
    }
}
