package dev.millrace.connector.kinesis;

import dev.millrace.connector.Split;
import dev.millrace.function.Emitter;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/** A sealed range of one shard, read again from the service, any number of times and by any thread. */
final class RangeSplit implements Split<KinesisRecord> {
    private final SessionKey key;
    private final StreamInfo stream;
    private final ShardToRead shard;
    private final Range range;
    /** Of the reader that made it; a copy in another process shares that of the tasks there. */
    private final transient @Nullable KinesisSession session;

    RangeSplit(KinesisSession session, StreamInfo stream, ShardToRead shard, Range range) {
        this.session = session;
        this.key = session.key();
        this.stream = stream;
        this.shard = shard;
        this.range = range;
    }

    /** What a batch took of a shard. */
    record Range(ShardPosition from, ShardPosition until) implements Serializable {
        /** Whether a split belongs to it: the same answer at first and in a replay, whatever came. */
        boolean mayHoldRecords() {
            return !from.isSamePlaceAs(until);
        }
    }

    @Override
    public void read(Emitter<? super KinesisRecord> out) throws InterruptedException {
        if (session != null) {
            read(session, out);
            return;
        }
        try (TaskSessions.Lease lease = TaskSessions.ofThisProcess().lease(key)) {
            read(lease.session(), out);
        }
    }

    private void read(KinesisSession with, Emitter<? super KinesisRecord> out) throws InterruptedException {
        ShardCursor cursor = new ShardCursor(with.calls(), () -> stream, shard, range.from());
        String where = Trouble.shard(shard.stream(), shard.shard().id());
        new RangeReader(cursor, with.retry(), key.settings().fetch(), where).read(range.until(), out);
    }
}
