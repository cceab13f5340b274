package dev.millrace.kinesis.server.action;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class DescribeStreamSummaryTest {
    private final Server server = new Server();

    @Test
    void tellsWhatAStreamIsWithoutItsShards() {
        server.call("CreateStream", "{'StreamName':'s','ShardCount':5,'MaxRecordSizeInKiB':2048,'Tags':{'a':'b'}}");
        server.restart();
        assertEquals(
                "{StreamDescriptionSummary={StreamName=s, StreamARN=arn:aws:kinesis:eu-west-1:123456789012:stream/s,"
                        + " StreamStatus=ACTIVE, StreamModeDetails={StreamMode=PROVISIONED}, RetentionPeriodHours=24,"
                        + " StreamCreationTimestamp=1795255200.000, EnhancedMonitoring=[{ShardLevelMetrics=[]}],"
                        + " EncryptionType=NONE, OpenShardCount=5, ConsumerCount=0, MaxRecordSizeInKiB=2048,"
                        + " ChannelCount=0}}",
                server.call("DescribeStreamSummary", "{'StreamName':'s'}").toString());
    }

    @Test
    void countsOpenShardsOnly() {
        server.with("s", 1);
        server.call(
                "SplitShard",
                "{'StreamName':'s','ShardToSplit':'shardId-0','NewStartingHashKey':'" + Server.HALF_KEY + "'}");
        assertEquals(
                "2",
                Server.text(
                        server.call("DescribeStreamSummary", "{'StreamName':'s'}"),
                        "StreamDescriptionSummary",
                        "OpenShardCount"));
    }

    @Test
    void refusesAStreamThatIsNotThere() {
        server.assertNotFound(
                "Stream s under account 123456789012 not found.", "DescribeStreamSummary", "{'StreamName':'s'}");
        server.assertInvalidArgument(
                "Either StreamName or StreamARN should be provided.", "DescribeStreamSummary", "{}");
    }
}
