package dev.millrace.connector.kinesis;

import dev.millrace.connector.kinesis.ShardPosition.At;
import dev.millrace.connector.kinesis.ShardPosition.End;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads one shard from a place on, call by call: makes iterators, and makes sure that nothing expired in between. The
 * service doesn't tell: an iterator for a record that is gone silently begins at the oldest one. So a cursor begins
 * <i>at</i> the record before it, and that one must come, unless it is sure that none was between. One thread at a time.
 */
final class ShardCursor {
    private static final System.Logger LOG = System.getLogger(ShardCursor.class.getName());

    private final KinesisCalls calls;
    private final StreamName name;
    private final Supplier<StreamInfo> stream;
    private final ShardInfo shard;
    private final boolean keepStrays;
    private ShardPosition position;
    /** After the last record that came, also where the shard has ended since. */
    private ShardPosition lastRead;
    /** The time up to which arrivals are known of records, not of empty replies: an end may not claim more. */
    private long arrivedMillis;

    private @Nullable String iterator;
    /** Whether the record before this place must still be seen. */
    private boolean unproved;

    private boolean hasBegun;
    private long strays;

    /** @param stream what is known of it, as of lately */
    ShardCursor(KinesisCalls calls, Supplier<StreamInfo> stream, ShardToRead read, ShardPosition from) {
        this.calls = calls;
        this.name = read.stream();
        this.stream = stream;
        this.shard = read.shard();
        this.keepStrays = read.keepStrays();
        this.position = from;
        this.lastRead = from;
        this.arrivedMillis = from.knownMillis();
    }

    /** The next call's worth; often empty, which means nothing. After a fault it may be called again. */
    Chunk next(int recordsMax) throws KinesisFault {
        long now = calls.serviceMillis();
        try {
            String current = iterator;
            if (current == null || !stream.get().stillHolds(position.knownMillis(), now)) {
                current = begin(now);
            }
            FetchReply reply = calls.records(current, recordsMax);
            if (unproved) {
                prove(reply, now);
            }
            List<ShardInfo> followers = followers(reply);
            return advance(reply, followers, now);
        } catch (KinesisFault fault) {
            if (fault.kind() == KinesisFault.Kind.EXPIRED_ITERATOR) {
                iterator = null;
            } else if (!fault.kind().isRetried) {
                requireSameStream();
            }
            throw fault;
        }
    }

    /** After the last record that came: it is before the end of a shard that has ended. */
    ShardPosition lastRead() {
        return lastRead;
    }

    private String begin(long now) throws KinesisFault {
        if (hasBegun) {
            requireSameStream();
        }
        if (!(position instanceof At) && !stream.get().stillHolds(position.knownMillis(), now)) {
            throw Trouble.expired(where(), position, stream.get());
        }
        String made = calls.iterator(shard.id(), position);
        iterator = made;
        unproved = position instanceof At;
        hasBegun = true;
        return made;
    }

    /** Whether the reply begins with the record that the position names, or at least misses nothing that could be. */
    private void prove(FetchReply reply, long now) throws KinesisFault {
        At expected = (At) position;
        int last = reply.records().size() - 1;
        for (RawRecord record : reply.records()) {
            if (record.sequenceNumber().equals(expected.sequenceNumber())) {
                unproved = false;
                return;
            }
        }
        boolean isPast = last >= 0
                && ShardPosition.compareSequence(reply.records().get(last).sequenceNumber(), expected.sequenceNumber())
                        > 0;
        boolean isAtTip = last < 0 && (reply.millisBehindLatest() == 0 || reply.nextIterator() == null);
        if (isPast || isAtTip) {
            if (!stream.get().stillHolds(position.knownMillis(), now)) {
                throw Trouble.expired(where(), position, stream.get());
            }
            requireSameStream();
            unproved = false;
        }
    }

    /** Takes the reply in; nothing can fail any more. */
    private Chunk advance(FetchReply reply, List<ShardInfo> followers, long now) {
        List<KinesisRecord> records = new ArrayList<>(reply.records().size());
        long bytes = 0;
        long arrived = arrivedMillis;
        RawRecord last = null;
        int userRecordsOfLast = 0;
        At from = position instanceof At at ? at : null;
        for (RawRecord raw : reply.records()) {
            bytes += raw.data().length;
            arrived = Math.max(arrived, raw.arrival().toEpochMilli());
            List<KinesisRecord> aggregated = Aggregate.unpack(shard.id(), raw);
            if (aggregated != null) {
                for (KinesisRecord record : aggregated) {
                    if (isToCome(from, record.sequenceNumber(), record.subSequenceNumber()) && isAtHome(record)) {
                        records.add(record);
                    }
                }
            } else if (isToCome(from, raw.sequenceNumber(), 0)) {
                records.add(plain(raw));
            }
            last = raw;
            userRecordsOfLast = aggregated == null ? 1 : aggregated.size();
        }
        if (last != null) {
            arrivedMillis = arrived;
            moveTo(last, userRecordsOfLast);
        }
        if (reply.records().isEmpty() && !unproved) {
            position = position.knownUntil(now - reply.millisBehindLatest());
        }
        iterator = reply.nextIterator();
        lastRead = position;
        if (iterator == null) {
            position = new End(arrivedMillis);
        }
        return new Chunk(records, position, bytes, reply.millisBehindLatest(), followers);
    }

    private static boolean isToCome(@Nullable At from, String sequenceNumber, long subSequenceNumber) {
        return from == null || !from.isAfter(sequenceNumber, subSequenceNumber);
    }

    /** A reply's records are in order, so its last one is the furthest. */
    private void moveTo(RawRecord last, int userRecords) {
        boolean isFurther = !(position instanceof At at)
                || ShardPosition.compareSequence(last.sequenceNumber(), at.sequenceNumber()) > 0
                || (last.sequenceNumber().equals(at.sequenceNumber()) && userRecords > at.subSequenceNumber());
        long known = Math.max(position.knownMillis(), arrivedMillis);
        position = isFurther ? new At(last.sequenceNumber(), userRecords, known) : position.knownUntil(known);
    }

    private KinesisRecord plain(RawRecord raw) {
        return new KinesisRecord(
                shard.id(),
                raw.sequenceNumber(),
                0,
                raw.partitionKey(),
                null,
                raw.arrival(),
                raw.encryptionType(),
                raw.data());
    }

    /**
     * Aggregates that a producer sent by an outdated map of the shards hold records of other shards; producers that
     * follow the format's rules notice, and send these again to where they belong.
     */
    private boolean isAtHome(KinesisRecord record) {
        if (keepStrays
                || shard.hashes().isAll()
                || shard.hashes().holds(record.partitionKey(), record.explicitHashKey())) {
            return true;
        }
        if (strays++ == 0) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "{0}: {1} came in an aggregate but belongs to another shard. It is left out, and so are more like it:"
                            + " its producer is expected to send it again there. If it doesn''t, set keepStrayRecords.",
                    where(),
                    record);
        }
        return false;
    }

    /**
     * What follows a shard that has ended. A merged child has another parent, of which nobody here may have heard yet
     * (it may be a child of a child itself); then all shards are listed, so that its turn is not missed.
     */
    private List<ShardInfo> followers(FetchReply reply) throws KinesisFault {
        List<ShardInfo> children = reply.children();
        boolean isWholeStory = reply.nextIterator() != null
                || (!children.isEmpty()
                        && children.stream().allMatch(child -> child.parents().size() == 1));
        return isWholeStory ? children : calls.shards(InitialPosition.trimHorizon());
    }

    private void requireSameStream() throws KinesisFault {
        StreamInfo then = stream.get();
        StreamInfo now = calls.describe();
        if (!now.identity().equals(then.identity())) {
            throw Trouble.recreated(Trouble.stream(name), then, now);
        }
    }

    private String where() {
        return Trouble.shard(name, shard.id());
    }
}
