package dev.millrace.kinesis.server.action;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class UpdateShardCountTest {
    private final Server server = new Server();

    private static String request(int count) {
        return "{'StreamName':'s','ScalingType':'UNIFORM_SCALING','TargetShardCount':" + count + "}";
    }

    @Test
    void dividesTheRingAnew() {
        server.with("s", 2);
        assertEquals(
                "{StreamName=s, CurrentShardCount=2, TargetShardCount=3,"
                        + " StreamARN=arn:aws:kinesis:eu-west-1:123456789012:stream/s}",
                server.call("UpdateShardCount", request(3)).toString());
        assertEquals(
                "[{StartingHashKey=0, EndingHashKey=113427455640312821154458202477256070484},"
                        + " {StartingHashKey=226854911280625642308916404954512140970, EndingHashKey=" + Server.MAX_KEY
                        + "}, {StartingHashKey=113427455640312821154458202477256070485,"
                        + " EndingHashKey=226854911280625642308916404954512140969}]",
                Server.each(
                                server.call("ListShards", "{'StreamName':'s','ShardFilter':{'Type':'AT_LATEST'}}"),
                                "Shards",
                                "HashKeyRange")
                        .toString());
    }

    @Test
    void staysBetweenHalfAndDouble() {
        server.with("s", 5);
        server.assertInvalidArgument(
                "UpdateShardCount cannot scale up over double your current open shard count. Current open shard count:"
                        + " 5 Target shard count: 11",
                "UpdateShardCount",
                request(11));
        server.assertInvalidArgument(
                "UpdateShardCount cannot scale down below half your current open shard count. Current open shard"
                        + " count: 5 Target shard count: 2",
                "UpdateShardCount",
                request(2));
        server.assertInvalidArgument(
                "Target shard count or number of open shards cannot be the same: s has 5 open shards already.",
                "UpdateShardCount",
                request(5));
        server.call("UpdateShardCount", request(10));
        server.call("UpdateShardCount", request(5));
    }

    @Test
    void refusesWhatIsNotThereOrTooMuchOrNotForItToScale() {
        server.assertNotFound("Stream s under account 123456789012 not found.", "UpdateShardCount", request(1));
        server.with("s", 600);
        server.assertFails(
                "LimitExceededException",
                "This request would exceed the shard limit for the account 123456789012 in eu-west-1. Current shard"
                        + " count for the account: 600. Limit: 1000. Number of additional shards that would have resulted"
                        + " from this request: 401. Refer to the AWS Service Limits page"
                        + " (http://docs.aws.amazon.com/general/latest/gr/aws_service_limits.html) for current limits and"
                        + " how to request higher limits.",
                "UpdateShardCount",
                request(1001));
        server.call("CreateStream", "{'StreamName':'o','StreamModeDetails':{'StreamMode':'ON_DEMAND'}}");
        server.assertFails(
                "ValidationException",
                "Request is invalid. Stream o under account 123456789012 is in On-Demand mode.",
                "UpdateShardCount",
                request(5).replace("'s'", "'o'"));
    }

    @Test
    void refusesWhatIsInvalid() {
        server.assertInvalid(
                "UpdateShardCount",
                "{'StreamName':'s','ScalingType':'X','TargetShardCount':0}",
                "Value 'X' at 'scalingType' failed to satisfy constraint: Member must satisfy enum value set:"
                        + " [UNIFORM_SCALING]",
                "Value '0' at 'targetShardCount' failed to satisfy constraint: Member must have value greater than or"
                        + " equal to 1");
    }
}
