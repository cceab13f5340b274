package dev.millrace.connector.kinesis;

import dev.millrace.connector.kinesis.InitialPosition.AtTimestamp;
import dev.millrace.connector.kinesis.InitialPosition.Latest;
import dev.millrace.connector.kinesis.ShardPosition.At;
import dev.millrace.connector.kinesis.ShardPosition.Start;
import java.util.List;

/**
 * Turns "oldest", "latest" and a time into a place that means the same for ever: that of a record, if the shard has one
 * to offer. The service itself knows no number for its latest record, so the last seconds are read. One thread a shard.
 */
final class StartFinder {
    private static final long TAIL_MILLIS = 2_000;
    /** A stream that grows faster than it is read has no end to arrive at: what is reached by then is "latest". */
    private static final int TAIL_CALLS_MAX = 100;

    private final KinesisCalls calls;
    private final Retry retry;
    private final FetchSettings settings;

    StartFinder(KinesisCalls calls, Retry retry, FetchSettings settings) {
        this.calls = calls;
        this.retry = retry;
        this.settings = settings;
    }

    ShardPosition find(String where, String shardId, InitialPosition initial) throws InterruptedException {
        if (initial instanceof Latest) {
            return afterLast(where, shardId);
        }
        long timestamp = initial instanceof AtTimestamp at ? at.timestamp().toEpochMilli() : 0;
        return firstFrom(where, shardId, timestamp);
    }

    private ShardPosition firstFrom(String where, String shardId, long timestamp) throws InterruptedException {
        Start start = new Start(timestamp, calls.serviceMillis());
        String iterator = retry.call(where, () -> calls.iterator(shardId, start));
        while (true) {
            long asked = calls.serviceMillis();
            FetchReply reply = fetch(where, iterator, 1);
            if (!reply.records().isEmpty()) {
                RawRecord first = reply.records().get(0);
                return new At(first.sequenceNumber(), 0, first.arrival().toEpochMilli());
            }
            String next = reply.nextIterator();
            if (next == null || reply.millisBehindLatest() == 0) {
                return new Start(timestamp, asked);
            }
            retry.pause(where, settings.delayNanos(0, 0));
            iterator = next;
        }
    }

    private ShardPosition afterLast(String where, String shardId) throws InterruptedException {
        Start tail = tail(where, shardId, calls.serviceMillis());
        String iterator = retry.call(where, () -> calls.iterator(shardId, tail));
        ShardPosition latest = tail;
        for (int made = 0; made < TAIL_CALLS_MAX; made++) {
            FetchReply reply = fetch(where, iterator, settings.recordsPerFetchMax());
            long bytes = 0;
            for (RawRecord raw : reply.records()) {
                bytes += raw.data().length;
                List<KinesisRecord> aggregated = Aggregate.unpack(shardId, raw);
                long userRecords = aggregated == null ? 1 : aggregated.size();
                latest = new At(raw.sequenceNumber(), userRecords, raw.arrival().toEpochMilli());
            }
            String next = reply.nextIterator();
            if (next == null || reply.millisBehindLatest() == 0) {
                break;
            }
            retry.pause(where, settings.delayNanos(bytes, 0));
            iterator = next;
        }
        return latest;
    }

    /** A place a little before now, by the service's clock: it refuses times that it takes to be in the future. */
    private Start tail(String where, String shardId, long now) throws InterruptedException {
        for (long back = TAIL_MILLIS; back < now; back *= 2) {
            Start start = new Start(now - back, now);
            try {
                retry.attempt(where, () -> calls.iterator(shardId, start));
                return start;
            } catch (KinesisFault refused) {
                if (refused.kind() != KinesisFault.Kind.INVALID) {
                    throw Trouble.refused(where, refused);
                }
            }
        }
        return new Start(0, now);
    }

    private FetchReply fetch(String where, String iterator, int recordsMax) throws InterruptedException {
        return retry.call(where, () -> calls.records(iterator, recordsMax));
    }
}
