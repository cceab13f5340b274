package dev.millrace.kinesis.server.action;

import dev.millrace.kinesis.server.store.ReadLimits;
import dev.millrace.kinesis.server.store.ReadResult;
import dev.millrace.kinesis.server.store.Shard;
import dev.millrace.kinesis.server.store.ShardId;
import dev.millrace.kinesis.server.store.StoredRecord;
import dev.millrace.kinesis.server.store.Stream;
import dev.millrace.kinesis.server.wire.Length;
import dev.millrace.kinesis.server.wire.Range;
import dev.millrace.kinesis.server.wire.Required;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads records from an iterator on, and says where to read on. */
final class GetRecords implements Action<GetRecords.Request> {
    private static final int RECORDS_MAX = 10_000;
    private static final long BYTES_MAX = 10 << 20;

    record Request(
            @Range(min = 1, max = RECORDS_MAX) @Nullable Integer limit,
            @Required @Length(min = 1, max = 512) String shardIterator,
            @StreamArn @Nullable String streamARN) {}

    record Response(
            List<RecordView> records,
            @Nullable String nextShardIterator,
            long millisBehindLatest,
            @Nullable List<ChildShard> childShards) {}

    record RecordView(
            String sequenceNumber, Instant approximateArrivalTimestamp, ByteBuffer data, String partitionKey) {}

    record ChildShard(String shardId, List<String> parentShards, ShardView.HashKeyRangeView hashKeyRange) {}

    @Override
    public Class<Request> requestType() {
        return Request.class;
    }

    @Override
    public Record handle(Request request, Backend backend) {
        Tokens.Iterator iterator = backend.tokens().iterator(request.shardIterator());
        long nowMillis = backend.clock().millis();
        iterator.checkAge(nowMillis);
        Stream stream = backend.store().find(iterator.stream());
        Shard shard = stream == null || stream.createdMillis() != iterator.streamCreatedMillis()
                ? null
                : stream.shards().find(iterator.shard());
        if (stream == null || shard == null) {
            throw backend.account().shardDoesNotExist(ShardId.format(iterator.shard()), iterator.stream());
        }
        int limit = request.limit() == null ? RECORDS_MAX : request.limit();
        ReadResult read = backend.store()
                .read(
                        stream,
                        shard,
                        iterator.position(),
                        new ReadLimits(limit, BYTES_MAX, nowMillis - stream.retentionMillis()));
        List<RecordView> records = new ArrayList<>(read.records().size());
        for (StoredRecord record : read.records()) {
            records.add(new RecordView(
                    shard.sequenceNumber(record.position(), record.arrivalMillis())
                            .toString(),
                    Instant.ofEpochMilli(record.arrivalMillis()),
                    record.data(),
                    record.partitionKey()));
        }
        boolean drained = read.atTip() && !shard.isOpen();
        Tokens.Iterator next = new Tokens.Iterator(
                iterator.stream(), iterator.streamCreatedMillis(), iterator.shard(), read.nextPosition(), nowMillis);
        return new Response(
                records,
                drained ? null : backend.tokens().of(next),
                millisBehind(read, nowMillis),
                drained ? children(stream, shard) : null);
    }

    private static long millisBehind(ReadResult read, long nowMillis) {
        if (read.atTip() || read.records().isEmpty()) {
            return 0;
        }
        StoredRecord last = read.records().get(read.records().size() - 1);
        return Math.max(0, nowMillis - last.arrivalMillis());
    }

    private static List<ChildShard> children(Stream stream, Shard shard) {
        return stream.shards().childrenOf(shard.index()).stream()
                .map(GetRecords::childShard)
                .toList();
    }

    private static ChildShard childShard(Shard child) {
        List<String> parents = new ArrayList<>();
        Integer parent = child.parent();
        Integer adjacentParent = child.adjacentParent();
        if (parent != null) {
            parents.add(ShardId.format(parent));
        }
        if (adjacentParent != null) {
            parents.add(ShardId.format(adjacentParent));
        }
        return new ChildShard(child.id(), parents, ShardView.HashKeyRangeView.of(child));
    }
}
