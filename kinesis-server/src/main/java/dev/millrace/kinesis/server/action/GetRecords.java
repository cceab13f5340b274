package dev.millrace.kinesis.server.action;

import dev.millrace.kinesis.server.store.ReadLimits;
import dev.millrace.kinesis.server.store.ReadResult;
import dev.millrace.kinesis.server.store.Shard;
import dev.millrace.kinesis.server.store.ShardId;
import dev.millrace.kinesis.server.store.Stream;
import dev.millrace.kinesis.server.wire.Length;
import dev.millrace.kinesis.server.wire.Range;
import dev.millrace.kinesis.server.wire.Required;
import dev.millrace.kinesis.server.wire.ServiceException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads records from an iterator on, and says where to read on. */
final class GetRecords implements Action<GetRecords.Request> {
    private static final int RECORDS_MAX = 10_000;
    private static final long BYTES_MAX = 10 << 20;

    record Request(
            @Range(min = 1, max = RECORDS_MAX) @Nullable Integer limit,
            @Required @Length(min = 1, max = 512) String shardIterator,
            @StreamArn @Nullable String streamARN,
            @Nullable Boolean dryRun)
            implements AboutResource {
        @Override
        public String resource(Backend backend) {
            return backend.account().arnOf(backend.tokens().iterator(shardIterator).stream());
        }
    }

    record Response(
            List<RecordView> records,
            @Nullable String nextShardIterator,
            long millisBehindLatest,
            @Nullable List<ChildShard> childShards) {}

    @Override
    public Class<Request> requestType() {
        return Request.class;
    }

    /** AWS says that a stream's ARN may be given, and not what it answers to another's: what it does to arguments that contradict each other. */
    private static void checkStream(@Nullable String streamArn, Tokens.Iterator iterator, Backend backend) {
        if (streamArn != null && !backend.streamNameOf(streamArn).equals(iterator.stream())) {
            throw ServiceException.invalidArgument("The ShardIterator is not of the stream " + streamArn + ".");
        }
    }

    @Override
    public Record handle(Request request, Backend backend) {
        Tokens.Iterator iterator = backend.tokens().iterator(request.shardIterator());
        long nowMillis = backend.clock().millis();
        iterator.checkAge(nowMillis);
        checkStream(request.streamARN(), iterator, backend);
        Stream stream = backend.store().find(iterator.stream());
        Shard shard = stream == null || stream.createdMillis() != iterator.streamCreatedMillis()
                ? null
                : stream.shards().find(iterator.shard());
        if (stream == null || shard == null) {
            throw backend.account().shardDoesNotExist(ShardId.format(iterator.shard()), iterator.stream());
        }
        DryRun.endHereIf(request.dryRun());
        ShardActivity activity = backend.activity().of(stream, shard);
        if (!activity.admitsRead(nowMillis)) {
            throw Activity.throttled(stream, shard, backend.account());
        }
        int limit = request.limit() == null ? RECORDS_MAX : request.limit();
        ReadResult read = backend.store()
                .read(
                        stream,
                        shard,
                        iterator.position(),
                        new ReadLimits(limit, BYTES_MAX, nowMillis - stream.retentionMillis()));
        activity.read(read.records().size(), read.bytes(), RecordView.millisBehind(read, nowMillis), nowMillis);
        boolean drained = read.atTip() && !shard.isOpen();
        Tokens.Iterator next = new Tokens.Iterator(
                iterator.stream(), iterator.streamCreatedMillis(), iterator.shard(), read.nextPosition(), nowMillis);
        return new Response(
                RecordView.of(shard, read),
                drained ? null : backend.tokens().of(next),
                RecordView.millisBehind(read, nowMillis),
                drained ? ChildShard.of(stream, shard) : null);
    }
}
