package dev.millrace.kinesis.server.action;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The one table of what the server can do. */
public final class Operations {
    private static final Map<String, Operation> BY_NAME = List.<Action<?>>of(
                    new AddTagsToStream(),
                    new CreateChannel(),
                    new CreateStream(),
                    new DecreaseStreamRetentionPeriod(),
                    new DeleteChannel(),
                    new DeleteResourcePolicy(),
                    new DeleteStream(),
                    new DeregisterStreamConsumer(),
                    new DescribeAccountSettings(),
                    new DescribeChannel(),
                    new DescribeLimits(),
                    new DescribeStream(),
                    new DescribeStreamConsumer(),
                    new DescribeStreamSummary(),
                    new DisableEnhancedMonitoring(),
                    new EnableEnhancedMonitoring(),
                    new GetRecords(),
                    new GetResourcePolicy(),
                    new GetShardIterator(),
                    new IncreaseStreamRetentionPeriod(),
                    new ListChannels(),
                    new ListShards(),
                    new ListStreamConsumers(),
                    new ListStreams(),
                    new ListTagsForResource(),
                    new ListTagsForStream(),
                    new MergeShards(),
                    new PutRecord(),
                    new PutRecords(),
                    new PutResourcePolicy(),
                    new RegisterStreamConsumer(),
                    new RemoveTagsFromStream(),
                    new SplitShard(),
                    new StartStreamEncryption(),
                    new StopStreamEncryption(),
                    new SubscribeToShard(),
                    new TagResource(),
                    new UntagResource(),
                    new UpdateAccountSettings(),
                    new UpdateChannel(),
                    new UpdateMaxRecordSize(),
                    new UpdateShardCount(),
                    new UpdateStreamMode(),
                    new UpdateStreamRecordDistributionStrategy(),
                    new UpdateStreamWarmThroughput())
            .stream()
            .map(Operation::of)
            .collect(Collectors.toUnmodifiableMap(Operation::name, Function.identity()));

    private Operations() {}

    /** The operation of a name, or null if there is none. */
    public static @Nullable Operation find(String name) {
        return BY_NAME.get(name);
    }
}
