package dev.millrace.kinesis.server.action;

import dev.millrace.kinesis.server.wire.Range;
import dev.millrace.kinesis.server.wire.Required;
import org.jspecify.annotations.Nullable;

/** Prepares an on-demand stream for a write throughput: it gets the shards that it takes. */
final class UpdateStreamWarmThroughput implements Action<UpdateStreamWarmThroughput.Request> {
    record Request(
            @StreamArn @Nullable String streamARN,
            @StreamName @Nullable String streamName,
            @Required @Range(min = 0) Integer warmThroughputMiBps)
            implements StreamRequest {}

    record Response(String streamARN, String streamName, WarmThroughput warmThroughput) {}

    @Override
    public Class<Request> requestType() {
        return Request.class;
    }

    @Override
    public Record handle(Request request, Backend backend) {
        int target = request.warmThroughputMiBps();
        int[] before = new int[1];
        backend.changeActive(request, (stream, dueMillis) -> {
            WarmThroughput.check(target, stream.options().mode(), backend);
            int shards = WarmThroughput.shards(target);
            backend.checkShardLimit(Math.max(0, shards - stream.shards().openCount()));
            before[0] = stream.options().warmMibps();
            return stream.reconfiguring(stream.options().withWarmMibps(target), shards, dueMillis);
        });
        String name = backend.streamName(request);
        return new Response(backend.account().arnOf(name), name, new WarmThroughput(target, before[0]));
    }
}
