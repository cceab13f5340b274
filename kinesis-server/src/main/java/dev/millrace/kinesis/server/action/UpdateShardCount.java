package dev.millrace.kinesis.server.action;

import dev.millrace.kinesis.server.store.Stream;
import dev.millrace.kinesis.server.wire.OneOf;
import dev.millrace.kinesis.server.wire.Range;
import dev.millrace.kinesis.server.wire.Required;
import dev.millrace.kinesis.server.wire.ServiceException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Divides the ring of hash keys anew, into equal parts. */
final class UpdateShardCount implements Action<UpdateShardCount.Request> {
    private static final int PER_DAY_MAX = 10;

    record Request(
            @Required @OneOf(ScalingType.class) String scalingType,
            @Required @Range(min = 1) Integer targetShardCount,
            @StreamName @Nullable String streamName,
            @StreamArn @Nullable String streamARN)
            implements StreamRequest {}

    record Response(String streamName, int currentShardCount, int targetShardCount, String streamARN) {}

    @Override
    public Class<Request> requestType() {
        return Request.class;
    }

    @Override
    public Record handle(Request request, Backend backend) {
        int target = request.targetShardCount();
        int[] current = new int[1];
        backend.changeActive(request, (stream, dueMillis) -> {
            backend.checkProvisioned(stream);
            current[0] = stream.shards().openCount();
            checkTarget(stream, current[0], target, backend);
            List<Long> resized = backend.activity()
                    .admitDaily(
                            "UpdateShardCount",
                            stream,
                            stream.recent().shardCountMillis(),
                            PER_DAY_MAX,
                            backend.clock().millis());
            return stream.withRecent(stream.recent().withShardCountMillis(resized))
                    .resizing(target, dueMillis);
        });
        String name = backend.streamName(request);
        return new Response(name, current[0], target, backend.account().arnOf(name));
    }

    private static void checkTarget(Stream stream, int current, int target, Backend backend) {
        String counts = " your current open shard count. Current open shard count: " + current + " Target shard count: "
                + target;
        if (target > 2 * current) {
            throw ServiceException.invalidArgument("UpdateShardCount cannot scale up over double" + counts);
        }
        if (target < (current + 1) / 2) {
            throw ServiceException.invalidArgument("UpdateShardCount cannot scale down below half" + counts);
        }
        if (target == current) {
            throw ServiceException.invalidArgument("Target shard count or number of open shards cannot be the same: "
                    + stream.name() + " has " + current + " open shards already.");
        }
        backend.checkShardLimit(Math.max(0, target - current));
    }
}
