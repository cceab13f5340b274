package dev.millrace.kinesis.server.action;

import dev.millrace.kinesis.server.store.SequenceNumber;
import dev.millrace.kinesis.server.store.Shard;
import dev.millrace.kinesis.server.store.ShardId;
import dev.millrace.kinesis.server.store.Stream;
import dev.millrace.kinesis.server.wire.OneOf;
import dev.millrace.kinesis.server.wire.Required;
import dev.millrace.kinesis.server.wire.ServiceException;
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
            @Nullable Instant timestamp)
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
        long position = position(request, stream, shard, backend);
        long nowMillis = backend.clock().millis();
        return new Response(
                backend.tokens().of(new Tokens.Iterator(name, stream.createdMillis(), index, position, nowMillis)));
    }

    private static long position(Request request, Stream stream, Shard shard, Backend backend) {
        ShardIteratorType type = ShardIteratorType.valueOf(request.shardIteratorType());
        boolean byNumber =
                type == ShardIteratorType.AT_SEQUENCE_NUMBER || type == ShardIteratorType.AFTER_SEQUENCE_NUMBER;
        String starting = request.startingSequenceNumber();
        if (byNumber != (starting != null) && !(type == ShardIteratorType.AT_TIMESTAMP && starting == null)) {
            throw ServiceException.invalidArgument(
                    "Must either specify (1) AT_SEQUENCE_NUMBER or AFTER_SEQUENCE_NUMBER and StartingSequenceNumber or"
                            + " (2) TRIM_HORIZON or LATEST and no StartingSequenceNumber. Request specified " + type
                            + (starting == null ? " and no " : " and also a ") + "StartingSequenceNumber.");
        }
        SequenceNumber number = starting == null ? null : sequenceNumber(starting, stream, shard, backend);
        if (number != null) {
            return type == ShardIteratorType.AT_SEQUENCE_NUMBER
                    ? backend.store().positionAt(stream, shard, number)
                    : backend.store().positionAfter(stream, shard, number);
        }
        return switch (type) {
            case LATEST -> backend.store().tipPosition(stream, shard);
            case AT_TIMESTAMP -> atTimestamp(request.timestamp(), stream, shard, backend);
            default -> backend.store().startPosition(stream, shard);
        };
    }

    private static SequenceNumber sequenceNumber(String text, Stream stream, Shard shard, Backend backend) {
        SequenceNumber number = SequenceNumber.parse(text);
        String invalid = "StartingSequenceNumber " + text + " used in GetShardIterator on shard " + shard.id()
                + " in stream " + stream.name() + " under account "
                + backend.account().id() + " is invalid";
        if (number == null) {
            throw ServiceException.invalidArgument(invalid + ".");
        }
        if (number.shardIndex() != shard.index()) {
            throw ServiceException.invalidArgument("Invalid StartingSequenceNumber. It encodes "
                    + ShardId.format(number.shardIndex()) + ", while it was used in a call to a shard with "
                    + shard.id());
        }
        if (number.shardCreatedSeconds() != shard.createdSeconds()) {
            throw ServiceException.invalidArgument(invalid + " because it did not come from this stream.");
        }
        return number;
    }

    private static long atTimestamp(@Nullable Instant timestamp, Stream stream, Shard shard, Backend backend) {
        if (timestamp == null) {
            throw ServiceException.invalidArgument(
                    "Must specify timestampInMillis parameter for iterator of type AT_TIMESTAMP."
                            + " Current request has no timestamp parameter.");
        }
        long nowMillis = backend.clock().millis();
        if (timestamp.toEpochMilli() > nowMillis) {
            throw ServiceException.invalidArgument(
                    "The timestampInMillis parameter cannot be greater than the currentTimestampInMillis."
                            + " timestampInMillis: " + timestamp.toEpochMilli() + ", currentTimestampInMillis: "
                            + nowMillis);
        }
        return backend.store().positionAtTime(stream, shard, timestamp.toEpochMilli());
    }
}
