package dev.millrace.kinesis.server.action;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;

class MergeShardsTest {
    private final Server server = new Server();

    private static String request(String shard, String adjacent) {
        return "{'StreamName':'s','ShardToMerge':'" + shard + "','AdjacentShardToMerge':'" + adjacent + "'}";
    }

    @Test
    void oneChildTakesBothRanges() {
        server.with("s", 3);
        server.call("MergeShards", request("shardId-1", "shardId-2"));
        Map<String, Object> child = Server.map(Server.list(server.call("ListShards", "{'StreamName':'s'}"), "Shards")
                .get(3));
        assertEquals("shardId-000000000001", child.get("ParentShardId"));
        assertEquals("shardId-000000000002", child.get("AdjacentParentShardId"));
        assertEquals(
                "{StartingHashKey=113427455640312821154458202477256070485, EndingHashKey=" + Server.MAX_KEY + "}",
                Server.member(child, "HashKeyRange").toString());
    }

    @Test
    void theShardsMustBeNeighboursInTheirOrder() {
        server.with("s", 3);
        for (String[] pair : new String[][] {{"0", "2"}, {"1", "0"}, {"1", "1"}, {"2", "0"}}) {
            server.assertInvalidArgument(
                    "Shards shardId-00000000000" + pair[0] + " and shardId-00000000000" + pair[1]
                            + " in stream s under account 123456789012 are not an adjacent pair of shards eligible for"
                            + " merging",
                    "MergeShards",
                    request("shardId-" + pair[0], "shardId-" + pair[1]));
        }
    }

    @Test
    void refusesWhatIsNotThereOrClosedOrBusy() {
        server.assertNotFound(
                "Stream s under account 123456789012 not found.", "MergeShards", request("shardId-0", "shardId-1"));
        server.with("s", 2);
        server.assertNotFound(
                "Could not find shard shardId-000000000005 in stream s under account 123456789012.",
                "MergeShards",
                request("shardId-0", "shardId-5"));
        server.assertNotFound(
                "Could not find shard abc in stream s under account 123456789012.",
                "MergeShards",
                request("abc", "shardId-0"));
        server.call("MergeShards", request("shardId-0", "shardId-1"));
        server.assertInvalidArgument(
                "Shard shardId-000000000000 in stream s under account 123456789012 has already been merged or split,"
                        + " and thus is not eligible for merging or splitting.",
                "MergeShards",
                request("shardId-0", "shardId-1"));
        Server slow = new Server(500).with("s", 2);
        slow.assertFails(
                "ResourceInUseException",
                "Stream s under account 123456789012 not ACTIVE, instead in state CREATING",
                "MergeShards",
                request("shardId-0", "shardId-1"));
    }

    @Test
    void refusesWhatIsInvalid() {
        server.assertInvalid(
                "MergeShards",
                "{'StreamName':'s','AdjacentShardToMerge':'?'}",
                "Value null at 'shardToMerge' failed to satisfy constraint: Member must not be null",
                "Value '?' at 'adjacentShardToMerge' failed to satisfy constraint: Member must satisfy regular"
                        + " expression pattern: [a-zA-Z0-9_.-]+");
    }
}
