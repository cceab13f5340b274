package dev.millrace.kinesis.server.action;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** UpdateStreamMode, UpdateMaxRecordSize, UpdateStreamWarmThroughput, UpdateStreamRecordDistributionStrategy. */
class StreamSettingsTest {
    private static final String ARN = "arn:aws:kinesis:eu-west-1:123456789012:stream/s";

    private final Server server = new Server(500);

    @AfterEach
    void close() {
        server.close();
    }

    private Map<String, Object> summary() {
        return Server.member(server.call("DescribeStreamSummary", "{'StreamName':'s'}"), "StreamDescriptionSummary");
    }

    private void settle() {
        server.advance(Duration.ofSeconds(1));
    }

    private void onDemand() {
        server.call("CreateStream", "{'StreamName':'s','StreamModeDetails':{'StreamMode':'ON_DEMAND'}}");
        settle();
    }

    private static String mode(String mode) {
        return "{'StreamARN':'" + ARN + "','StreamModeDetails':{'StreamMode':'" + mode + "'}}";
    }

    @Test
    void theModeChangesAndTheShardsStay() {
        server.with("s", 2);
        settle();
        server.call("UpdateStreamMode", mode("ON_DEMAND"));
        assertEquals("UPDATING", summary().get("StreamStatus"));
        server.restart();
        settle();
        assertEquals("{StreamMode=ON_DEMAND}", String.valueOf(summary().get("StreamModeDetails")));
        assertEquals("2", summary().get("OpenShardCount"));
        server.call("UpdateStreamMode", mode("PROVISIONED"));
        settle();
        assertEquals("{StreamMode=PROVISIONED}", String.valueOf(summary().get("StreamModeDetails")));
    }

    @Test
    void whatNeedsOnDemandModeKeepsItOn() {
        onDemand();
        server.call(
                "UpdateStreamRecordDistributionStrategy",
                "{'StreamARN':'" + ARN + "','RecordDistributionStrategy':'AUTO'}");
        server.assertInvalidArgument(
                "Stream s under account 123456789012 has the record distribution strategy AUTO, which needs On-Demand"
                        + " mode.",
                "UpdateStreamMode",
                mode("PROVISIONED"));
        server.call(
                "UpdateStreamRecordDistributionStrategy",
                "{'StreamARN':'" + ARN + "','RecordDistributionStrategy':'USER_PARTITION_KEY'}");
        ChannelTest.create(server, "ch", "s", "STRING");
        server.assertInvalidArgument(
                "Stream s under account 123456789012 has channels, which need On-Demand mode.",
                "UpdateStreamMode",
                mode("PROVISIONED"));
    }

    @Test
    void recordsMayBecomeLargerAndSmaller() {
        server.with("s", 1);
        settle();
        String large = "A".repeat((1100 << 10) / 3 * 4);
        server.call("UpdateMaxRecordSize", "{'StreamARN':'" + ARN + "','MaxRecordSizeInKiB':2048}");
        assertEquals("1024", summary().get("MaxRecordSizeInKiB"));
        settle();
        assertEquals("2048", summary().get("MaxRecordSizeInKiB"));
        server.put("s", "k", large);
        server.assertInvalid(
                "UpdateMaxRecordSize",
                "{'StreamARN':'" + ARN + "','MaxRecordSizeInKiB':1023}",
                "Value '1023' at 'maxRecordSizeInKiB' failed to satisfy constraint: Member must have value greater than"
                        + " or equal to 1024");
        server.assertInvalid(
                "UpdateMaxRecordSize",
                "{'StreamARN':'" + ARN + "','MaxRecordSizeInKiB':10241}",
                "Value '10241' at 'maxRecordSizeInKiB' failed to satisfy constraint: Member must have value less than"
                        + " or equal to 10240");
    }

    @Test
    void warmThroughputBringsShardsAndLetsThemGo() {
        onDemand();
        String warm = "{'StreamName':'s','WarmThroughputMiBps':6}";
        server.assertFails(
                "ValidationException",
                "Warm throughput needs the MinimumThroughputBillingCommitment of account 123456789012 to be enabled.",
                "UpdateStreamWarmThroughput",
                warm);
        server.call("UpdateAccountSettings", "{'MinimumThroughputBillingCommitment':{'Status':'ENABLED'}}");
        assertEquals(
                "{StreamARN=" + ARN + ", StreamName=s, WarmThroughput={TargetMiBps=6, CurrentMiBps=0}}",
                server.call("UpdateStreamWarmThroughput", warm).toString());
        settle();
        assertEquals("6", summary().get("OpenShardCount"));
        assertEquals("{CurrentMiBps=6}", String.valueOf(summary().get("WarmThroughput")));
        server.call("UpdateStreamWarmThroughput", warm.replace("6", "0"));
        settle();
        assertEquals("4", summary().get("OpenShardCount"));
        server.assertFails(
                "LimitExceededException",
                "Warm throughput of 10241 MiB/s is more than the limit of 10240 MiB/s.",
                "UpdateStreamWarmThroughput",
                warm.replace("6", "10241"));
        server.assertInvalid(
                "UpdateStreamWarmThroughput",
                "{'StreamName':'s','WarmThroughputMiBps':-1}",
                "Value '-1' at 'warmThroughputMiBps' failed to satisfy constraint: Member must have value greater than"
                        + " or equal to 0");
        server.call(
                "CreateStream",
                "{'StreamName':'t','StreamModeDetails':{'StreamMode':'ON_DEMAND'},'WarmThroughputMiBps':5}");
        settle();
        assertEquals(
                "5",
                Server.text(
                        server.call("DescribeStreamSummary", "{'StreamName':'t'}"),
                        "StreamDescriptionSummary",
                        "OpenShardCount"));
    }

    @Test
    void warmThroughputIsForOnDemandStreams() {
        server.with("s", 1);
        settle();
        server.assertFails(
                "ValidationException",
                "Warm throughput is only supported for streams in On-Demand mode.",
                "UpdateStreamWarmThroughput",
                "{'StreamName':'s','WarmThroughputMiBps':1}");
    }

    @Test
    void aStreamThatDistributesByItselfNeedsNoKeysAndUsesAllShards() {
        onDemand();
        assertEquals("USER_PARTITION_KEY", summary().get("RecordDistributionStrategy"));
        String records =
                IntStream.range(0, 500).mapToObj(i -> "{'Data':'AQ=='}").collect(Collectors.joining(","));
        String request = "{'StreamName':'s','Records':[" + records + "]}";
        server.assertFails(
                "ValidationException",
                "1 validation error detected: Value null at 'records.1.member.partitionKey' failed to satisfy"
                        + " constraint: Member must not be null",
                "PutRecords",
                request);
        server.assertFails(
                "ValidationException",
                "1 validation error detected: Value null at 'partitionKey' failed to satisfy constraint: Member must"
                        + " not be null",
                "PutRecord",
                "{'StreamName':'s','Data':'AQ=='}");
        server.call(
                "UpdateStreamRecordDistributionStrategy",
                "{'StreamARN':'" + ARN + "','RecordDistributionStrategy':'AUTO'}");
        server.restart();
        assertEquals("AUTO", summary().get("RecordDistributionStrategy"));
        List<String> shards = Server.each(server.call("PutRecords", request), "Records", "ShardId");
        assertEquals(4, new HashSet<>(shards).size());
        server.call("PutRecord", "{'StreamName':'s','Data':'AQ=='}");
        Map<String, Object> record = Server.map(
                Server.list(server.read(server.trimHorizon("s", 0)), "Records").get(0));
        assertFalse(record.containsKey("PartitionKey"));
    }

    @Test
    void errors() {
        String[][] requests = {
            {"UpdateStreamMode", mode("PROVISIONED")},
            {"UpdateMaxRecordSize", "{'StreamARN':'" + ARN + "','MaxRecordSizeInKiB':2048}"},
            {"UpdateStreamWarmThroughput", "{'StreamARN':'" + ARN + "','WarmThroughputMiBps':1}"},
            {
                "UpdateStreamRecordDistributionStrategy",
                "{'StreamARN':'" + ARN + "','RecordDistributionStrategy':'USER_PARTITION_KEY'}"
            }
        };
        for (String[] each : requests) {
            server.assertNotFound("Stream s under account 123456789012 not found.", each[0], each[1]);
        }
        server.with("s", 1);
        for (String[] each : requests) {
            server.assertFails(
                    "ResourceInUseException",
                    "Stream s under account 123456789012 not ACTIVE, instead in state CREATING",
                    each[0],
                    each[1]);
        }
        settle();
        server.assertInvalidArgument(
                "The record distribution strategy AUTO is only supported for streams in On-Demand mode.",
                "UpdateStreamRecordDistributionStrategy",
                "{'StreamARN':'" + ARN + "','RecordDistributionStrategy':'AUTO'}");
        server.assertInvalid(
                "UpdateStreamRecordDistributionStrategy",
                "{'RecordDistributionStrategy':'x'}",
                "Value null at 'streamARN' failed to satisfy constraint: Member must not be null",
                "Value 'x' at 'recordDistributionStrategy' failed to satisfy constraint: Member must satisfy enum value"
                        + " set: [AUTO, USER_PARTITION_KEY]");
        server.assertInvalid(
                "UpdateStreamMode",
                "{'StreamARN':'" + ARN + "','StreamModeDetails':{}}",
                "Value null at 'streamModeDetails.streamMode' failed to satisfy constraint: Member must not be null");
    }
}
