package dev.millrace.kinesis.server.action;

import dev.millrace.kinesis.server.store.Shard;
import dev.millrace.kinesis.server.store.Stream;
import dev.millrace.kinesis.server.wire.Range;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells about a stream and its shards, at most 100 of them a time. */
final class DescribeStream implements Action<DescribeStream.Request> {
    private static final int SHARDS_MAX = 100;

    record Request(
            @Range(min = 1, max = 10000) @Nullable Integer limit,
            @ShardIdText @Nullable String exclusiveStartShardId,
            @StreamName @Nullable String streamName,
            @StreamArn @Nullable String streamARN)
            implements StreamRequest {}

    record Response(StreamDescription streamDescription) {}

    record StreamDescription(
            String streamName,
            String streamARN,
            String streamStatus,
            StreamModeView streamModeDetails,
            List<ShardView> shards,
            boolean hasMoreShards,
            int retentionPeriodHours,
            Instant streamCreationTimestamp,
            List<EnhancedMetrics> enhancedMonitoring,
            String encryptionType,
            @Nullable String keyId) {}

    @Override
    public Class<Request> requestType() {
        return Request.class;
    }

    @Override
    public Record handle(Request request, Backend backend) {
        Stream stream = backend.stream(request);
        int limit = request.limit() == null ? SHARDS_MAX : Math.min(SHARDS_MAX, request.limit());
        int first = ListShards.indexAfter(request.exclusiveStartShardId());
        List<Shard> rest = stream.shards().all().stream()
                .filter(shard -> shard.index() >= first)
                .limit(limit + 1L)
                .toList();
        return new Response(new StreamDescription(
                stream.name(),
                backend.account().arnOf(stream.name()),
                stream.status().name(),
                StreamModeView.of(stream),
                rest.stream().limit(limit).map(ShardView::of).toList(),
                rest.size() > limit,
                stream.options().retentionHours(),
                Instant.ofEpochMilli(stream.createdMillis()),
                EnhancedMetrics.of(stream),
                (stream.options().keyId() == null ? EncryptionType.NONE : EncryptionType.KMS).name(),
                stream.options().keyId()));
    }
}
