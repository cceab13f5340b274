package dev.millrace.kinesis.server.action;

import dev.millrace.kinesis.server.store.Shard;
import dev.millrace.kinesis.server.store.ShardId;
import dev.millrace.kinesis.server.wire.Required;
import dev.millrace.kinesis.server.wire.ServiceException;
import org.jspecify.annotations.Nullable;

/** Makes one shard of two whose ranges of hash keys meet. */
final class MergeShards implements Action<MergeShards.Request> {
    record Request(
            @Required @ShardIdText String shardToMerge,
            @Required @ShardIdText String adjacentShardToMerge,
            @StreamName @Nullable String streamName,
            @StreamArn @Nullable String streamARN)
            implements StreamRequest {}

    @Override
    public Class<Request> requestType() {
        return Request.class;
    }

    @Override
    public @Nullable Record handle(Request request, Backend backend) {
        int first = index(request.shardToMerge(), request, backend);
        int second = index(request.adjacentShardToMerge(), request, backend);
        backend.changeActive(request, (stream, dueMillis) -> {
            Shard shard = backend.openShard(stream, first);
            Shard adjacent = backend.openShard(stream, second);
            if (!shard.range().isFollowedBy(adjacent.range())) {
                throw ServiceException.invalidArgument("Shards " + shard.id() + " and " + adjacent.id() + " in stream "
                        + stream.name() + " under account "
                        + backend.account().id()
                        + " are not an adjacent pair of shards eligible for merging");
            }
            return stream.merging(first, second, dueMillis);
        });
        return null;
    }

    private static int index(String shardId, Request request, Backend backend) {
        Integer index = ShardId.parse(shardId);
        if (index == null) {
            throw backend.account().shardNotFound(shardId, backend.streamName(request));
        }
        return index;
    }
}
