package dev.millrace.kinesis.server.action;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;

class DescribeStreamTest {
    private final Server server = new Server();

    @Test
    void tellsWhatAStreamIs() {
        server.with("s", 1);
        Map<String, Object> description =
                Server.member(server.call("DescribeStream", "{'StreamName':'s'}"), "StreamDescription");
        Server.list(description, "Shards").clear();
        assertEquals(
                "{StreamName=s, StreamARN=arn:aws:kinesis:eu-west-1:123456789012:stream/s, StreamStatus=ACTIVE,"
                        + " StreamModeDetails={StreamMode=PROVISIONED}, Shards=[], HasMoreShards=false,"
                        + " RetentionPeriodHours=24, StreamCreationTimestamp=1795255200.000,"
                        + " EnhancedMonitoring=[{ShardLevelMetrics=[]}], EncryptionType=NONE}",
                description.toString());
    }

    @Test
    void givesAtMost100ShardsAndGoesOnAfterOneOfThem() {
        server.with("s", 250);
        assertEquals("shardId-000000000000 100 true", page("{'StreamName':'s'}"));
        assertEquals("shardId-000000000000 100 true", page("{'StreamName':'s','Limit':10000}"));
        assertEquals(
                "shardId-000000000100 7 true",
                page("{'StreamName':'s','Limit':7,'ExclusiveStartShardId':'shardId-000000000099'}"));
        assertEquals(
                "shardId-000000000150 100 false",
                page("{'StreamName':'s','ExclusiveStartShardId':'shardId-000000000149'}"));
    }

    private String page(String request) {
        Map<String, Object> description = Server.member(server.call("DescribeStream", request), "StreamDescription");
        return Server.each(description, "Shards", "ShardId").get(0) + " "
                + Server.list(description, "Shards").size() + " " + description.get("HasMoreShards");
    }

    @Test
    void refusesWhatIsInvalid() {
        server.assertInvalid(
                "DescribeStream",
                "{'StreamName':'s','Limit':10001,'ExclusiveStartShardId':'?'}",
                "Value '10001' at 'limit' failed to satisfy constraint: Member must have value less than or equal to"
                        + " 10000",
                "Value '?' at 'exclusiveStartShardId' failed to satisfy constraint: Member must satisfy regular"
                        + " expression pattern: [a-zA-Z0-9_.-]+");
        server.assertNotFound("Stream s under account 123456789012 not found.", "DescribeStream", "{'StreamName':'s'}");
        server.assertWrongType(
                "class java.lang.Boolean can not be converted to an Integer", "DescribeStream", "{'Limit':true}");
    }
}
