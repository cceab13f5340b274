package dev.millrace.kinesis.server.action;

import dev.millrace.kinesis.server.store.Shard;
import dev.millrace.kinesis.server.store.ShardId;
import dev.millrace.kinesis.server.store.Stream;
import dev.millrace.kinesis.server.wire.OneOf;
import dev.millrace.kinesis.server.wire.Required;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Gives a position in a shard to read from. */
final class GetShardIterator implements Action<GetShardIterator.Request> {
    record Request(
            @Required @ShardIdText String shardId,
            @Required @OneOf(ShardIteratorType.class) String shardIteratorType,
            @SequenceNumberText @Nullable String startingSequenceNumber,
            @StreamName @Nullable String streamName,
            @StreamArn @Nullable String streamARN,
            @Nullable Instant timestamp,
            @Nullable Boolean dryRun)
            implements StreamRequest {}

    record Response(String shardIterator) {}

    @Override
    public Class<Request> requestType() {
        return Request.class;
    }

    @Override
    public Record handle(Request request, Backend backend) {
        String name = backend.streamName(request);
        Integer index = ShardId.parse(request.shardId());
        if (index == null) {
            throw backend.account().shardNotFound(request.shardId(), name);
        }
        Stream stream = backend.store().find(name);
        Shard shard = stream == null ? null : stream.shards().find(index);
        if (stream == null || shard == null) {
            throw backend.account().shardDoesNotExist(ShardId.format(index), name);
        }
        StartPoint start = new StartPoint(
                "GetShardIterator",
                ShardIteratorType.valueOf(request.shardIteratorType()),
                request.startingSequenceNumber(),
                request.timestamp());
        long position = start.position(stream, shard, backend);
        if (!backend.activity().of(stream, shard).admitsIterator(backend.clock().millis())) {
            throw Activity.throttled(stream, shard, backend.account());
        }
        DryRun.endHereIf(request.dryRun());
        long nowMillis = backend.clock().millis();
        return new Response(
                backend.tokens().of(new Tokens.Iterator(name, stream.createdMillis(), index, position, nowMillis)));
    }
}
