package dev.millrace.kinesis.server.action;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class CreateStreamTest {
    private final Server server = new Server();

    @Test
    void makesAStreamWhoseShardsDivideTheRing() {
        server.with("s", 3);
        assertEquals(
                "[0, 113427455640312821154458202477256070485, 226854911280625642308916404954512140970]",
                Server.list(server.call("ListShards", "{'StreamName':'s'}"), "Shards").stream()
                        .map(shard -> Server.text(Server.map(shard), "HashKeyRange", "StartingHashKey"))
                        .toList()
                        .toString());
    }

    @Test
    void checksAllMembersAndReportsThemTogether() {
        server.assertInvalid(
                "CreateStream",
                "{'StreamName':'','ShardCount':0}",
                "Value '0' at 'shardCount' failed to satisfy constraint: Member must have value greater than or equal"
                        + " to 1",
                "Value '' at 'streamName' failed to satisfy constraint: Member must satisfy regular expression"
                        + " pattern: [a-zA-Z0-9_.-]+",
                "Value '' at 'streamName' failed to satisfy constraint: Member must have length greater than or equal"
                        + " to 1");
        server.assertInvalid(
                "CreateStream",
                "{'ShardCount':1}",
                "Value null at 'streamName' failed to satisfy constraint: Member must not be null");
        server.assertInvalid(
                "CreateStream",
                "{'StreamName':'s','StreamModeDetails':{'StreamMode':'AUTO'}}",
                "Value 'AUTO' at 'streamModeDetails.streamMode' failed to satisfy constraint: Member must satisfy enum"
                        + " value set: [PROVISIONED, ON_DEMAND]");
    }

    @Test
    void refusesValuesOfTheWrongType() {
        server.assertWrongType(
                "class java.lang.String can not be converted to an Integer",
                "CreateStream",
                "{'StreamName':'s','ShardCount':'1'}");
        server.assertWrongType(
                "Start of list found where not expected", "CreateStream", "{'StreamName':[],'ShardCount':1}");
        server.assertWrongType(
                "class com.amazon.coral.value.json.numbers.TruncatingBigNumber can not be converted to an String",
                "CreateStream",
                "{'StreamName':1}");
    }

    @Test
    void refusesANameThatIsTaken() {
        server.with("s", 1);
        server.assertFails(
                "ResourceInUseException",
                "Stream s under account 123456789012 already exists.",
                "CreateStream",
                "{'StreamName':'s','ShardCount':1}");
    }

    @Test
    void refusesMoreShardsThanTheAccountMayHave() {
        server.with("s", 990);
        server.assertFails(
                "LimitExceededException",
                "This request would exceed the shard limit for the account 123456789012 in eu-west-1. Current shard"
                        + " count for the account: 990. Limit: 1000. Number of additional shards that would have resulted"
                        + " from this request: 11. Refer to the AWS Service Limits page"
                        + " (http://docs.aws.amazon.com/general/latest/gr/aws_service_limits.html) for current limits and"
                        + " how to request higher limits.",
                "CreateStream",
                "{'StreamName':'t','ShardCount':11}");
    }

    @Test
    void aProvisionedStreamNeedsAShardCountAndAnOnDemandStreamTakesNone() {
        server.assertInvalidArgument(
                "ShardCount must be given for a stream in Provisioned mode.", "CreateStream", "{'StreamName':'s'}");
        server.assertInvalidArgument(
                "ShardCount must not be given for a stream in On-Demand mode.",
                "CreateStream",
                "{'StreamName':'s','ShardCount':2,'StreamModeDetails':{'StreamMode':'ON_DEMAND'}}");
        server.call("CreateStream", "{'StreamName':'s','StreamModeDetails':{'StreamMode':'ON_DEMAND'}}");
        assertEquals(
                "4",
                Server.text(
                        server.call("DescribeStreamSummary", "{'StreamName':'s'}"),
                        "StreamDescriptionSummary",
                        "OpenShardCount"));
    }

    @Test
    void staysInCreatingForAWhileWithoutShards() {
        try (Server slow = new Server(500)) {
            slow.with("s", 2);
            assertEquals("CREATING", status(slow));
            assertEquals(
                    0,
                    Server.list(slow.call("ListShards", "{'StreamName':'s'}"), "Shards")
                            .size());
            slow.assertNotFound(
                    "Stream s under account 123456789012 not found.",
                    "PutRecord",
                    "{'StreamName':'s','PartitionKey':'k','Data':''}");
            slow.advance(Duration.ofMillis(499));
            slow.restart();
            assertEquals("CREATING", status(slow));
            slow.advance(Duration.ofMillis(1));
            assertEquals("ACTIVE", status(slow));
            assertEquals(
                    2,
                    Server.list(slow.call("ListShards", "{'StreamName':'s'}"), "Shards")
                            .size());
        }
    }

    @Test
    void aStreamMadeAgainHasAnotherCreationTimeEvenInTheSameInstant() {
        server.with("s", 1);
        String first = created();
        server.call("DeleteStream", "{'StreamName':'s'}");
        server.with("s", 1);
        assertNotEquals(first, created());
    }

    private String created() {
        return Server.text(
                server.call("DescribeStreamSummary", "{'StreamName':'s'}"),
                "StreamDescriptionSummary",
                "StreamCreationTimestamp");
    }

    private static String status(Server server) {
        return Server.text(
                server.call("DescribeStreamSummary", "{'StreamName':'s'}"), "StreamDescriptionSummary", "StreamStatus");
    }
}
