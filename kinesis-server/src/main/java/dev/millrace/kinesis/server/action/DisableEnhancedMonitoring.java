package dev.millrace.kinesis.server.action;

import dev.millrace.kinesis.server.wire.Length;
import dev.millrace.kinesis.server.wire.OneOf;
import dev.millrace.kinesis.server.wire.Required;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Ends that metrics are kept for each shard of a stream. */
final class DisableEnhancedMonitoring implements Action<DisableEnhancedMonitoring.Request> {
    record Request(
            @StreamName @Nullable String streamName,

            @Required @Length(min = 1, max = 7) @OneOf(ShardMetric.class)
            List<String> shardLevelMetrics,

            @StreamArn @Nullable String streamARN)
            implements StreamRequest {}

    @Override
    public Class<Request> requestType() {
        return Request.class;
    }

    @Override
    public Record handle(Request request, Backend backend) {
        return EnhancedMetrics.change(
                request, backend, present -> ShardMetric.without(present, request.shardLevelMetrics()));
    }
}
