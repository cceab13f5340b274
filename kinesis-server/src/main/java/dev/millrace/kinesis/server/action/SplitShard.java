package dev.millrace.kinesis.server.action;

import dev.millrace.kinesis.server.store.HashKey;
import dev.millrace.kinesis.server.store.Shard;
import dev.millrace.kinesis.server.store.ShardId;
import dev.millrace.kinesis.server.store.Stream;
import dev.millrace.kinesis.server.wire.Required;
import dev.millrace.kinesis.server.wire.ServiceException;
import org.jspecify.annotations.Nullable;

/** Makes two shards of one. */
final class SplitShard implements Action<SplitShard.Request> {
    record Request(
            @Required @HashKeyText String newStartingHashKey,
            @StreamName @Nullable String streamName,
            @StreamArn @Nullable String streamARN,
            @Required @ShardIdText String shardToSplit)
            implements StreamRequest {}

    @Override
    public Class<Request> requestType() {
        return Request.class;
    }

    @Override
    public @Nullable Record handle(Request request, Backend backend) {
        Integer index = ShardId.parse(request.shardToSplit());
        if (index == null) {
            throw backend.account().shardNotFound(request.shardToSplit(), backend.streamName(request));
        }
        backend.changeActive(request, (stream, dueMillis) -> {
            Shard shard = backend.openShard(stream, index);
            backend.checkShardLimit(1);
            HashKey key = HashKey.parse(request.newStartingHashKey());
            if (key == null || !isWithin(key, shard)) {
                throw outOfRange(request, stream, shard, backend);
            }
            return stream.splitting(index, key, dueMillis);
        });
        return null;
    }

    /** Whether two shards would come of it; AWS asks that the first have more than one key. */
    private static boolean isWithin(HashKey key, Shard shard) {
        return key.isMoreThanOneAfter(shard.range().start())
                && key.compareTo(shard.range().end()) < 0;
    }

    private static ServiceException outOfRange(Request request, Stream stream, Shard shard, Backend backend) {
        return ServiceException.invalidArgument("NewStartingHashKey " + request.newStartingHashKey()
                + " used in SplitShard() on shard " + shard.id() + " in stream " + stream.name() + " under account "
                + backend.account().id()
                + " is not both greater than one plus the shard's StartingHashKey "
                + shard.range().start() + " and less than the shard's EndingHashKey "
                + shard.range().end() + ".");
    }
}
