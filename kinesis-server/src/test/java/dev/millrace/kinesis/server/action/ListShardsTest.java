package dev.millrace.kinesis.server.action;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ListShardsTest {
    private final Server server = new Server();

    /** A stream whose only shard was split an hour after it was made, and whose second child was split an hour later. */
    private void splitTwice() {
        server.with("s", 1);
        server.advance(Duration.ofHours(1));
        split(0, Server.HALF_KEY);
        server.advance(Duration.ofHours(1));
        split(2, "255211775190703847597530955573826158592");
        server.advance(Duration.ofHours(1));
    }

    private void split(int shard, String key) {
        server.call(
                "SplitShard",
                "{'StreamName':'s','ShardToSplit':'shardId-" + shard + "','NewStartingHashKey':'" + key + "'}");
    }

    private String ids(String request) {
        return String.join(
                ",",
                Server.each(server.call("ListShards", request), "Shards", "ShardId").stream()
                        .map(id -> id.replaceAll("shardId-0+(?=\\d)", ""))
                        .toList());
    }

    private String filtered(String filter) {
        return ids("{'StreamName':'s','ShardFilter':{" + filter + "}}");
    }

    private String secondsAgo(Duration duration) {
        return Long.toString(server.instant().minus(duration).getEpochSecond());
    }

    @Test
    void everyFilterLetsItsShardsThrough() {
        splitTwice();
        assertEquals("0,1,2,3,4", ids("{'StreamName':'s'}"));
        assertEquals("0,1,2,3,4", filtered("'Type':'FROM_TRIM_HORIZON'"));
        assertEquals("0", filtered("'Type':'AT_TRIM_HORIZON'"));
        assertEquals("1,3,4", filtered("'Type':'AT_LATEST'"));
        assertEquals("3,4", filtered("'Type':'AFTER_SHARD_ID','ShardId':'shardId-000000000002'"));
        String between = "'Timestamp':" + secondsAgo(Duration.ofMinutes(90));
        assertEquals("1,2", filtered("'Type':'AT_TIMESTAMP'," + between));
        assertEquals("1,2,3,4", filtered("'Type':'FROM_TIMESTAMP'," + between));
        String longAgo = "'Timestamp':" + secondsAgo(Duration.ofDays(3));
        assertEquals("0", filtered("'Type':'AT_TIMESTAMP'," + longAgo));
        assertEquals("0,1,2,3,4", filtered("'Type':'FROM_TIMESTAMP'," + longAgo));
    }

    @Test
    void closedShardsGoWhenTheirRecordsHaveLeftTheRetentionPeriod() {
        splitTwice();
        server.advance(Duration.ofHours(22));
        server.advance(Duration.ofMillis(1));
        server.store().tidy(0, 1);
        assertEquals("1,2,3,4", ids("{'StreamName':'s'}"));
        assertEquals("1,2", filtered("'Type':'AT_TRIM_HORIZON'"));
        server.advance(Duration.ofHours(1));
        server.store().tidy(0, 1);
        server.restart();
        assertEquals("1,3,4", ids("{'StreamName':'s'}"));
        assertEquals("1,3,4", filtered("'Type':'AT_TRIM_HORIZON'"));
    }

    @Test
    void goesOnByTokenWithTheSameFilter() {
        splitTwice();
        Map<String, Object> first =
                server.call("ListShards", "{'StreamName':'s','MaxResults':2,'ShardFilter':{'Type':'AT_LATEST'}}");
        assertEquals(List.of("shardId-000000000001", "shardId-000000000003"), Server.each(first, "Shards", "ShardId"));
        Map<String, Object> second =
                server.call("ListShards", "{'NextToken':'" + Server.text(first, "NextToken") + "','MaxResults':2}");
        assertEquals(List.of("shardId-000000000004"), Server.each(second, "Shards", "ShardId"));
        assertFalse(second.containsKey("NextToken"));
    }

    @Test
    void givesAtMost1000ShardsAPage() {
        server.with("s", 999);
        split(0, "99");
        Map<String, Object> first = server.call("ListShards", "{'StreamName':'s','MaxResults':10000}");
        assertEquals(1000, Server.list(first, "Shards").size());
        assertEquals("1000", ids("{'NextToken':'" + Server.text(first, "NextToken") + "'}"));
    }

    @Test
    void aTokenExpires() {
        splitTwice();
        String token = Server.text(server.call("ListShards", "{'StreamName':'s','MaxResults':1}"), "NextToken");
        server.advance(Duration.ofMillis(300_001));
        server.assertFails(
                "ExpiredNextTokenException",
                "NextToken expired. The token was created at time Sat Nov 21 13:00:00 UTC 2026 while right now it is"
                        + " Sat Nov 21 13:05:00 UTC 2026.",
                "ListShards",
                "{'NextToken':'" + token + "'}");
    }

    @Test
    void theCreationTimeTellsAStreamFromAnEarlierOneOfItsName() {
        server.with("s", 1);
        String created = Server.text(
                server.call("DescribeStreamSummary", "{'StreamName':'s'}"),
                "StreamDescriptionSummary",
                "StreamCreationTimestamp");
        assertEquals("0", ids("{'StreamName':'s','StreamCreationTimestamp':" + created + "}"));
        server.assertNotFound(
                "Stream s under account 123456789012 not found.",
                "ListShards",
                "{'StreamName':'s','StreamCreationTimestamp':1.5E9}");
    }

    @Test
    void refusesWhatContradictsItself() {
        splitTwice();
        String token = Server.text(server.call("ListShards", "{'StreamName':'s','MaxResults':1}"), "NextToken");
        server.assertInvalidArgument("Either NextToken or StreamName should be provided.", "ListShards", "{}");
        server.assertInvalidArgument(
                "NextToken and StreamName cannot be provided together.",
                "ListShards",
                "{'StreamName':'s','NextToken':'" + token + "'}");
        server.assertInvalidArgument(
                "NextToken and ExclusiveStartShardId cannot be provided together.",
                "ListShards",
                "{'ExclusiveStartShardId':'shardId-0','NextToken':'" + token + "'}");
        server.assertInvalidArgument(
                "NextToken and StreamCreationTimestamp cannot be provided together.",
                "ListShards",
                "{'StreamCreationTimestamp':1,'NextToken':'" + token + "'}");
        server.assertInvalidArgument(
                "ShardId must be provided with the ShardFilter type AFTER_SHARD_ID and with no other.",
                "ListShards",
                "{'StreamName':'s','ShardFilter':{'Type':'AFTER_SHARD_ID'}}");
        server.assertInvalidArgument(
                "Timestamp must be provided with the ShardFilter types AT_TIMESTAMP and FROM_TIMESTAMP and with no"
                        + " other.",
                "ListShards",
                "{'StreamName':'s','ShardFilter':{'Type':'AT_LATEST','Timestamp':1}}");
        server.assertInvalidArgument("Invalid NextToken.", "ListShards", "{'NextToken':'AAAA'}");
    }

    @Test
    void refusesWhatIsInvalid() {
        server.assertInvalid(
                "ListShards",
                "{'StreamName':'','NextToken':'','MaxResults':0,'ShardFilter':{'Type':'NONE'}}",
                "Value '0' at 'maxResults' failed to satisfy constraint: Member must have value greater than or equal"
                        + " to 1",
                "Value '' at 'streamName' failed to satisfy constraint: Member must satisfy regular expression"
                        + " pattern: [a-zA-Z0-9_.-]+",
                "Value '' at 'streamName' failed to satisfy constraint: Member must have length greater than or equal"
                        + " to 1",
                "Value '' at 'nextToken' failed to satisfy constraint: Member must have length greater than or equal"
                        + " to 1",
                "Value 'NONE' at 'shardFilter.type' failed to satisfy constraint: Member must satisfy enum value set:"
                        + " [AFTER_SHARD_ID, AT_TRIM_HORIZON, FROM_TRIM_HORIZON, AT_LATEST, AT_TIMESTAMP,"
                        + " FROM_TIMESTAMP]");
        server.assertWrongType(
                "class java.lang.String can not be converted to milliseconds since epoch",
                "ListShards",
                "{'StreamCreationTimestamp':'now'}");
        server.assertWrongType("Expected null", "ListShards", "{'ShardFilter':'AT_LATEST'}");
    }
}
