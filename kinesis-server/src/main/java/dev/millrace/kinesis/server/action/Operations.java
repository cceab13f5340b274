package dev.millrace.kinesis.server.action;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The one table of what the server can do. */
public final class Operations {
    private static final Map<String, Operation> BY_NAME = List.<Action<?>>of(
                    new CreateStream(),
                    new DecreaseStreamRetentionPeriod(),
                    new DeleteStream(),
                    new DeregisterStreamConsumer(),
                    new DescribeStream(),
                    new DescribeStreamConsumer(),
                    new DescribeStreamSummary(),
                    new GetRecords(),
                    new GetShardIterator(),
                    new IncreaseStreamRetentionPeriod(),
                    new ListShards(),
                    new ListStreamConsumers(),
                    new ListStreams(),
                    new MergeShards(),
                    new PutRecord(),
                    new PutRecords(),
                    new RegisterStreamConsumer(),
                    new SplitShard(),
                    new SubscribeToShard(),
                    new UpdateShardCount())
            .stream()
            .map(Operation::of)
            .collect(Collectors.toUnmodifiableMap(Operation::name, Function.identity()));

    private Operations() {}

    /** The operation of a name, or null if there is none. */
    public static @Nullable Operation find(String name) {
        return BY_NAME.get(name);
    }
}
