package dev.millrace.kinesis.server.action;

import dev.millrace.kinesis.server.store.Shard;
import dev.millrace.kinesis.server.store.ShardId;
import dev.millrace.kinesis.server.store.Stream;
import dev.millrace.kinesis.server.wire.Length;
import dev.millrace.kinesis.server.wire.OneOf;
import dev.millrace.kinesis.server.wire.Range;
import dev.millrace.kinesis.server.wire.Required;
import dev.millrace.kinesis.server.wire.ServiceException;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Lists shards of a stream that a filter lets through, at most 1,000 a time. */
final class ListShards implements Action<ListShards.Request> {
    private static final int SHARDS_MAX = 1000;

    record Request(
            @Range(min = 1, max = 10000) @Nullable Integer maxResults,
            @ShardIdText @Nullable String exclusiveStartShardId,
            @StreamName @Nullable String streamName,
            @StreamArn @Nullable String streamARN,
            @Length(min = 1, max = 1048576) @Nullable String nextToken,
            @Nullable Instant streamCreationTimestamp,
            @Nullable ShardFilter shardFilter)
            implements StreamRequest {}

    record ShardFilter(
            @Required @OneOf(ShardFilterType.class) String type,
            @ShardIdText @Nullable String shardId,
            @Nullable Instant timestamp) {}

    record Response(List<ShardView> shards, @Nullable String nextToken) {}

    /** What is listed: from which shard on, and which of those. */
    private record Selection(Stream stream, int firstShard, ShardFilterType filter, long filterMillis) {}

    @Override
    public Class<Request> requestType() {
        return Request.class;
    }

    @Override
    public Record handle(Request request, Backend backend) {
        long nowMillis = backend.clock().millis();
        String nextToken = request.nextToken();
        Selection selection = nextToken == null ? first(request, backend) : next(request, nextToken, backend);
        Stream stream = selection.stream;
        Predicate<Shard> condition = selection.filter.condition(stream, selection.filterMillis, nowMillis);
        int limit = request.maxResults() == null ? SHARDS_MAX : Math.min(SHARDS_MAX, request.maxResults());
        List<Shard> found = stream.shards().all().stream()
                .filter(shard -> shard.index() >= selection.firstShard)
                .filter(condition)
                .limit(limit + 1L)
                .toList();
        String token = null;
        if (found.size() > limit) {
            token = backend.tokens()
                    .of(new Tokens.Page(
                            stream.name(),
                            stream.createdMillis(),
                            found.get(limit - 1).index(),
                            selection.filter.name(),
                            selection.filterMillis,
                            nowMillis));
        }
        return new Response(found.stream().limit(limit).map(ShardView::of).toList(), token);
    }

    private static Selection first(Request request, Backend backend) {
        if (request.streamName() == null && request.streamARN() == null) {
            throw ServiceException.invalidArgument("Either NextToken or StreamName should be provided.");
        }
        Stream stream = backend.stream(request);
        Instant created = request.streamCreationTimestamp();
        // To the second: some clients cut off the fraction.
        if (created != null && created.getEpochSecond() != stream.createdMillis() / 1000) {
            throw backend.account().streamNotFound(stream.name());
        }
        int first = indexAfter(request.exclusiveStartShardId());
        ShardFilter filter = request.shardFilter();
        if (filter == null) {
            return new Selection(stream, first, ShardFilterType.FROM_TRIM_HORIZON, 0);
        }
        ShardFilterType type = ShardFilterType.valueOf(filter.type());
        checkFilter(type, filter);
        Instant timestamp = filter.timestamp();
        return new Selection(
                stream,
                Math.max(first, indexAfter(filter.shardId())),
                type,
                timestamp == null ? 0 : timestamp.toEpochMilli());
    }

    private static void checkFilter(ShardFilterType type, ShardFilter filter) {
        boolean byId = type == ShardFilterType.AFTER_SHARD_ID;
        boolean byTime = type == ShardFilterType.AT_TIMESTAMP || type == ShardFilterType.FROM_TIMESTAMP;
        if (byId != (filter.shardId() != null)) {
            throw ServiceException.invalidArgument(
                    "ShardId must be provided with the ShardFilter type AFTER_SHARD_ID and with no other.");
        }
        if (byTime != (filter.timestamp() != null)) {
            throw ServiceException.invalidArgument("Timestamp must be provided with the ShardFilter types"
                    + " AT_TIMESTAMP and FROM_TIMESTAMP and with no other.");
        }
    }

    private static Selection next(Request request, String nextToken, Backend backend) {
        if (request.streamName() != null || request.streamARN() != null) {
            throw ServiceException.invalidArgument("NextToken and StreamName cannot be provided together.");
        }
        if (request.exclusiveStartShardId() != null) {
            throw ServiceException.invalidArgument("NextToken and ExclusiveStartShardId cannot be provided together.");
        }
        if (request.streamCreationTimestamp() != null) {
            throw ServiceException.invalidArgument(
                    "NextToken and StreamCreationTimestamp cannot be provided together.");
        }
        Tokens.Page page = backend.tokens().page(nextToken, ListShards::isFilter);
        page.checkAge(backend.clock().millis());
        Stream stream = backend.store().find(page.stream());
        if (stream == null || stream.createdMillis() != page.streamCreatedMillis()) {
            throw backend.account().streamNotFound(page.stream());
        }
        return new Selection(stream, page.lastShard() + 1, ShardFilterType.valueOf(page.filter()), page.filterMillis());
    }

    private static boolean isFilter(String kind) {
        for (ShardFilterType type : ShardFilterType.values()) {
            if (type.name().equals(kind)) {
                return true;
            }
        }
        return false;
    }

    /** The index of the first shard after an id, whether there is such a shard or not; 0 without an id. */
    static int indexAfter(@Nullable String shardId) {
        if (shardId == null) {
            return 0;
        }
        Integer index = ShardId.parse(shardId);
        return index == null || index == Integer.MAX_VALUE ? Integer.MAX_VALUE : index + 1;
    }
}
