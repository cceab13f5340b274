package dev.millrace.kinesis.server.action;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.millrace.kinesis.server.wire.ServiceException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What every operation on a stream says where there is none, and in each of a stream's states. */
class StreamStatesTest {
    private static final String ARN = "'StreamARN':'arn:aws:kinesis:eu-west-1:123456789012:stream/s'";
    private static final String RESOURCE = "'ResourceARN':'arn:aws:kinesis:eu-west-1:123456789012:stream/s'";
    private static final String NAME = "'StreamName':'s'";

    private static final String IN_USE =
            "ResourceInUseException: Stream s under account 123456789012 not ACTIVE, instead in state ";
    private static final String NOT_FOUND = "ResourceNotFoundException: Stream s under account 123456789012 not found.";
    private static final String SPLIT = "255211775190703847597530955573826158592";
    private static final String POLICY = "'{\\'Statement\\':[{\\'Effect\\':\\'Allow\\',\\'Principal\\':\\'*\\',"
            + "\\'Action\\':\\'kinesis:GetRecords\\',\\'Resource\\':\\'arn:aws:kinesis:eu-west-1:123456789012:stream/s\\'}]}'";

    private static Map<String, String> requests() {
        Map<String, String> r = new LinkedHashMap<>();
        r.put("AddTagsToStream", "{" + NAME + ",'Tags':{'a':'b'}}");
        r.put("CreateStream", "{" + NAME + ",'ShardCount':1}");
        r.put("DecreaseStreamRetentionPeriod", "{" + NAME + ",'RetentionPeriodHours':24}");
        r.put("DeleteResourcePolicy", "{" + RESOURCE + "}");
        r.put("DeleteStream", "{" + NAME + "}");
        r.put("DeregisterStreamConsumer", "{" + ARN + ",'ConsumerName':'c'}");
        r.put("DescribeStream", "{" + NAME + "}");
        r.put("DescribeStreamConsumer", "{" + ARN + ",'ConsumerName':'c'}");
        r.put("DescribeStreamSummary", "{" + NAME + "}");
        r.put("DisableEnhancedMonitoring", "{" + NAME + ",'ShardLevelMetrics':['ALL']}");
        r.put("EnableEnhancedMonitoring", "{" + NAME + ",'ShardLevelMetrics':['ALL']}");
        r.put("GetResourcePolicy", "{" + RESOURCE + "}");
        r.put("GetShardIterator", "{" + NAME + ",'ShardId':'shardId-0','ShardIteratorType':'LATEST'}");
        r.put("IncreaseStreamRetentionPeriod", "{" + NAME + ",'RetentionPeriodHours':48}");
        r.put("ListShards", "{" + NAME + "}");
        r.put("ListStreamConsumers", "{" + ARN + "}");
        r.put("ListTagsForResource", "{" + RESOURCE + "}");
        r.put("ListTagsForStream", "{" + NAME + "}");
        r.put("MergeShards", "{" + NAME + ",'ShardToMerge':'shardId-0','AdjacentShardToMerge':'shardId-1'}");
        r.put("PutRecord", "{" + NAME + ",'PartitionKey':'k','Data':''}");
        r.put("PutRecords", "{" + NAME + ",'Records':[{'PartitionKey':'k','Data':''}]}");
        r.put("PutResourcePolicy", "{" + RESOURCE + ",'Policy':" + POLICY + "}");
        r.put("RegisterStreamConsumer", "{" + ARN + ",'ConsumerName':'c'}");
        r.put("RemoveTagsFromStream", "{" + NAME + ",'TagKeys':['a']}");
        r.put("SplitShard", "{" + NAME + ",'ShardToSplit':'shardId-0','NewStartingHashKey':'5'}");
        r.put("StartStreamEncryption", "{" + NAME + ",'EncryptionType':'KMS','KeyId':'k'}");
        r.put("StopStreamEncryption", "{" + NAME + ",'EncryptionType':'KMS','KeyId':'k'}");
        r.put("TagResource", "{" + RESOURCE + ",'Tags':{'a':'b'}}");
        r.put("UntagResource", "{" + RESOURCE + ",'TagKeys':['a']}");
        r.put("UpdateMaxRecordSize", "{" + ARN + ",'MaxRecordSizeInKiB':2048}");
        r.put("UpdateShardCount", "{" + NAME + ",'ScalingType':'UNIFORM_SCALING','TargetShardCount':4}");
        r.put("UpdateStreamMode", "{" + ARN + ",'StreamModeDetails':{'StreamMode':'ON_DEMAND'}}");
        r.put("UpdateStreamRecordDistributionStrategy", "{" + ARN + ",'RecordDistributionStrategy':'AUTO'}");
        r.put("UpdateStreamWarmThroughput", "{" + NAME + ",'WarmThroughputMiBps':1}");
        return r;
    }

    private static String outcome(String operation, String json, State state) {
        try (Server server = new Server(1000)) {
            state.prepare(server);
            server.call(operation, json);
            return "OK";
        } catch (ServiceException refusal) {
            return refusal.type() + ": " + refusal.getMessage();
        }
    }

    /** How a stream comes to be in a state. */
    private enum State {
        NONE,
        CREATING,
        ACTIVE,
        UPDATING,
        DELETING;

        void prepare(Server server) {
            if (this != NONE) {
                server.call("CreateStream", "{'StreamName':'s','ShardCount':2}");
            }
            if (this != NONE && this != CREATING) {
                server.advance(Duration.ofSeconds(1));
            }
            if (this == UPDATING) {
                server.call(
                        "SplitShard", "{" + NAME + ",'ShardToSplit':'shardId-1','NewStartingHashKey':'" + SPLIT + "'}");
            } else if (this == DELETING) {
                server.call("DeleteStream", "{" + NAME + "}");
            }
        }
    }

    /** The beginning of what each operation says, but for those that are asked whatever the state. */
    private static void assertAll(State state, String expected, Map<String, String> exceptions) {
        Map<String, String> all = new TreeMap<>();
        Map<String, String> wrong = new TreeMap<>();
        requests().forEach((operation, json) -> {
            String outcome = outcome(operation, json, state);
            all.put(operation, outcome);
            if (!outcome.startsWith(exceptions.getOrDefault(operation, expected))) {
                wrong.put(operation, outcome);
            }
        });
        assertEquals(Map.of(), wrong);
        assertEquals(requests().size(), all.size());
    }

    /** The operations that tell of a stream, or delete it, in whatever state it is, and those that say that what they are about isn't there. */
    private static Map<String, String> inAnyState() {
        Map<String, String> outcomes = new TreeMap<>();
        for (String operation : new String[] {
            "DeleteStream",
            "DescribeStream",
            "DescribeStreamSummary",
            "ListShards",
            "ListStreamConsumers",
            "ListTagsForResource",
            "ListTagsForStream"
        }) {
            outcomes.put(operation, "OK");
        }
        outcomes.put("CreateStream", "ResourceInUseException: Stream s under account 123456789012 already exists.");
        outcomes.put("GetResourcePolicy", "ResourceNotFoundException: No resource policy is attached");
        for (String operation : new String[] {"DeregisterStreamConsumer", "DescribeStreamConsumer"}) {
            outcomes.put(operation, "ResourceNotFoundException: Consumer c under stream s");
        }
        return outcomes;
    }

    @Test
    void whatIsNotThereIsNotFound() {
        assertAll(
                State.NONE,
                "ResourceNotFoundException: Stream s under account 123456789012 not found.",
                Map.of(
                        "CreateStream",
                        "OK",
                        "GetShardIterator",
                        "ResourceNotFoundException: Shard shardId-000000000000 in stream s under account"
                                + " 123456789012 does not exist"));
    }

    @Test
    void aStreamThatIsBeingMadeIsToldOfAndNothingElse() {
        Map<String, String> outcomes = inAnyState();
        outcomes.put("PutRecord", NOT_FOUND);
        outcomes.put("PutRecords", NOT_FOUND);
        outcomes.put("GetShardIterator", "ResourceNotFoundException: Shard shardId-000000000000 in stream s");
        assertAll(State.CREATING, IN_USE + "CREATING", outcomes);
    }

    @Test
    void aStreamThatChangesTakesAndGivesRecordsAndChangesOnce() {
        Map<String, String> outcomes = inAnyState();
        outcomes.put("PutRecord", "OK");
        outcomes.put("PutRecords", "OK");
        outcomes.put("GetShardIterator", "OK");
        outcomes.put("RegisterStreamConsumer", "OK");
        assertAll(State.UPDATING, IN_USE + "UPDATING", outcomes);
    }

    @Test
    void aStreamThatIsBeingDeletedIsToldOfAndReadAndNothingElse() {
        Map<String, String> outcomes = inAnyState();
        outcomes.put("PutRecord", NOT_FOUND);
        outcomes.put("PutRecords", NOT_FOUND);
        outcomes.put("GetShardIterator", "OK");
        assertAll(State.DELETING, IN_USE + "DELETING", outcomes);
    }

    @Test
    void anActiveStreamDoesAllThatItsSettingsAllow() {
        Map<String, String> outcomes = inAnyState();
        outcomes.put("DeleteResourcePolicy", "ResourceNotFoundException: No resource policy is attached");
        outcomes.put(
                "StopStreamEncryption",
                "InvalidArgumentException: Stream s under account 123456789012 is not encrypted.");
        outcomes.put("UpdateStreamRecordDistributionStrategy", "InvalidArgumentException: The record distribution");
        outcomes.put("UpdateStreamWarmThroughput", "ValidationException: Warm throughput is only supported");
        assertAll(State.ACTIVE, "OK", outcomes);
    }
}
