package dev.millrace.kinesis.server.action;

import dev.millrace.kinesis.server.store.SequenceNumber;
import dev.millrace.kinesis.server.store.Shard;
import dev.millrace.kinesis.server.store.ShardId;
import dev.millrace.kinesis.server.store.Stream;
import dev.millrace.kinesis.server.wire.ServiceException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where in a shard a reader wants to begin, as requests say it.
 *
 * @param operation whose request it is, for messages
 */
record StartPoint(
        String operation,
        ShardIteratorType type,
        @Nullable String sequenceNumber,
        @Nullable Instant timestamp) {

    /** The position in the shard's log. */
    long position(Stream stream, Shard shard, Backend backend) {
        boolean byNumber =
                type == ShardIteratorType.AT_SEQUENCE_NUMBER || type == ShardIteratorType.AFTER_SEQUENCE_NUMBER;
        if (byNumber != (sequenceNumber != null)
                && !(type == ShardIteratorType.AT_TIMESTAMP && sequenceNumber == null)) {
            throw ServiceException.invalidArgument(
                    "Must either specify (1) AT_SEQUENCE_NUMBER or AFTER_SEQUENCE_NUMBER and StartingSequenceNumber or"
                            + " (2) TRIM_HORIZON or LATEST and no StartingSequenceNumber. Request specified " + type
                            + (sequenceNumber == null ? " and no " : " and also a ") + "StartingSequenceNumber.");
        }
        SequenceNumber number = sequenceNumber == null ? null : parse(sequenceNumber, stream, shard, backend);
        if (number != null) {
            return type == ShardIteratorType.AT_SEQUENCE_NUMBER
                    ? backend.store().positionAt(stream, shard, number)
                    : backend.store().positionAfter(stream, shard, number);
        }
        return switch (type) {
            case LATEST -> backend.store().tipPosition(stream, shard);
            case AT_TIMESTAMP -> atTimestamp(stream, shard, backend);
            default -> backend.store().startPosition(stream, shard);
        };
    }

    private SequenceNumber parse(String text, Stream stream, Shard shard, Backend backend) {
        SequenceNumber number = SequenceNumber.parse(text);
        String invalid = "StartingSequenceNumber " + text + " used in " + operation + " on shard " + shard.id()
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

    private long atTimestamp(Stream stream, Shard shard, Backend backend) {
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
