package dev.millrace.kinesis.server.action;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** A server in which every operation has something to do, and a request of each that it takes. ARNs are used throughout, so that other accounts may ask too. */
final class World implements AutoCloseable {
    private static final String STREAM = "'arn:aws:kinesis:eu-west-1:123456789012:stream/s'";
    private static final String ON_DEMAND = "'arn:aws:kinesis:eu-west-1:123456789012:stream/d'";
    private static final String CHANNEL = "'arn:aws:kinesis:eu-west-1:123456789012:channel/a'";
    /** After it whatever was changed is ACTIVE again. */
    static final Duration SETTLED = Duration.ofSeconds(2);

    final Server server;
    private final Map<String, String> requests = new HashMap<>();

    /** Streams, consumers and channels are two each, so that lists have a second page. */
    World(double limits) {
        server = new Server(SETTLED.toMillis() / 2, limits);
        server.with("s", 2);
        server.call("CreateStream", "{'StreamName':'d','StreamModeDetails':{'StreamMode':'ON_DEMAND'}}");
        server.advance(SETTLED);
        String consumer = server.register("s", "a");
        server.register("s", "b");
        ChannelTest.create(server, "a", "d", "STRING");
        ChannelTest.create(server, "b", "d", "STRING");
        server.call("UpdateAccountSettings", "{'MinimumThroughputBillingCommitment':{'Status':'ENABLED'}}");
        server.advance(SETTLED);
        server.call("PutResourcePolicy", "{'ResourceARN':" + STREAM + ",'Policy':" + policy() + "}");
        aboutStreams();
        aboutSettings();
        aboutRecords(consumer, server.trimHorizon("s", 0));
        aboutResources();
        aboutChannels();
    }

    private static String policy() {
        return "'{\\'Statement\\':[{\\'Effect\\':\\'Allow\\',\\'Principal\\':\\'123456789012\\',"
                + "\\'Action\\':\\'kinesis:*\\',\\'Resource\\':\\'*\\'}]}'";
    }

    private void aboutStreams() {
        add("CreateStream", "'StreamName':'new','ShardCount':1");
        add("DeleteStream", "'EnforceConsumerDeletion':true,'StreamARN':" + STREAM);
        add("DescribeStream", "'StreamARN':" + STREAM);
        add("DescribeStreamSummary", "'StreamARN':" + STREAM);
        add("DescribeLimits", "");
        add("ListShards", "'MaxResults':1,'StreamARN':" + STREAM);
        add("ListStreams", "'Limit':1");
        add("MergeShards", "'ShardToMerge':'shardId-0','AdjacentShardToMerge':'shardId-1','StreamARN':" + STREAM);
        add(
                "SplitShard",
                "'ShardToSplit':'shardId-1','NewStartingHashKey':'255211775190703847597530955573826158592','StreamARN':"
                        + STREAM);
        add("UpdateShardCount", "'ScalingType':'UNIFORM_SCALING','TargetShardCount':4,'StreamARN':" + STREAM);
        add("UpdateStreamMode", "'StreamModeDetails':{'StreamMode':'ON_DEMAND'},'StreamARN':" + STREAM);
    }

    private void aboutSettings() {
        add("DecreaseStreamRetentionPeriod", "'RetentionPeriodHours':24,'StreamARN':" + STREAM);
        add("IncreaseStreamRetentionPeriod", "'RetentionPeriodHours':48,'StreamARN':" + STREAM);
        add("DisableEnhancedMonitoring", "'ShardLevelMetrics':['ALL'],'StreamARN':" + STREAM);
        add("EnableEnhancedMonitoring", "'ShardLevelMetrics':['ALL'],'StreamARN':" + STREAM);
        add("StartStreamEncryption", "'EncryptionType':'KMS','KeyId':'k','StreamARN':" + STREAM);
        add("StopStreamEncryption", "'EncryptionType':'KMS','KeyId':'k','StreamARN':" + STREAM);
        add("UpdateMaxRecordSize", "'MaxRecordSizeInKiB':2048,'StreamARN':" + STREAM);
        add("UpdateStreamRecordDistributionStrategy", "'RecordDistributionStrategy':'AUTO','StreamARN':" + ON_DEMAND);
        add("UpdateStreamWarmThroughput", "'WarmThroughputMiBps':8,'StreamARN':" + ON_DEMAND);
        add("DescribeAccountSettings", "");
        add("UpdateAccountSettings", "'MinimumThroughputBillingCommitment':{'Status':'ENABLED'}");
    }

    private void aboutRecords(String consumer, String iterator) {
        add("PutRecord", "'PartitionKey':'k','Data':'AQ==','StreamARN':" + STREAM);
        add("PutRecords", "'Records':[{'PartitionKey':'k','Data':'AQ=='}],'StreamARN':" + STREAM);
        add("GetShardIterator", "'ShardId':'shardId-0','ShardIteratorType':'LATEST','StreamARN':" + STREAM);
        add("GetRecords", "'ShardIterator':'" + iterator + "'");
        add(
                "SubscribeToShard",
                "'ShardId':'shardId-0','StartingPosition':{'Type':'LATEST'},'ConsumerARN':'" + consumer + "'");
        add("RegisterStreamConsumer", "'ConsumerName':'new','StreamARN':" + STREAM);
        add("DeregisterStreamConsumer", "'ConsumerARN':'" + consumer + "'");
        add("DescribeStreamConsumer", "'ConsumerARN':'" + consumer + "'");
        add("ListStreamConsumers", "'MaxResults':1,'StreamARN':" + STREAM);
    }

    private void aboutResources() {
        add("AddTagsToStream", "'Tags':{'a':'b'},'StreamARN':" + STREAM);
        add("RemoveTagsFromStream", "'TagKeys':['a'],'StreamARN':" + STREAM);
        add("ListTagsForStream", "'StreamARN':" + STREAM);
        add("TagResource", "'Tags':{'a':'b'},'ResourceARN':" + STREAM);
        add("UntagResource", "'TagKeys':['a'],'ResourceARN':" + STREAM);
        add("ListTagsForResource", "'ResourceARN':" + STREAM);
        add("PutResourcePolicy", "'Policy':" + policy() + ",'ResourceARN':" + STREAM);
        add("GetResourcePolicy", "'ResourceARN':" + STREAM);
        add("DeleteResourcePolicy", "'ResourceARN':" + STREAM);
    }

    private void aboutChannels() {
        requests.put("CreateChannel", ChannelTest.request("new", "d", "STRING", "'CompressionType':'NONE'"));
        add("DeleteChannel", "'ChannelARN':" + CHANNEL);
        add("DescribeChannel", "'ChannelARN':" + CHANNEL);
        add("UpdateChannel", "'S3DestinationConfiguration':{'DataFreshnessInSeconds':60},'ChannelARN':" + CHANNEL);
        add("ListChannels", "'MaxResults':1");
    }

    private void add(String operation, String members) {
        requests.put(operation, "{" + members + "}");
    }

    /** A request that the operation takes. */
    String request(String operation) {
        String request = requests.get(operation);
        if (request == null) {
            throw new AssertionError("There is no request of " + operation);
        }
        return request;
    }

    /** The same with members changed or added; each text stands for what it replaces. */
    String request(String operation, String... replacements) {
        String request = request(operation);
        for (int i = 0; i < replacements.length; i += 2) {
            request = request.replace(replacements[i], replacements[i + 1]);
        }
        return request;
    }

    /** The same with one more member. */
    String requestWith(String operation, String member) {
        String request = request(operation);
        return "{" + member + (request.equals("{}") ? "" : ",") + request.substring(1);
    }

    @Override
    public void close() {
        server.close();
    }
}
