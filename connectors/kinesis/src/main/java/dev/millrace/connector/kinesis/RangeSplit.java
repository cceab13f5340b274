package dev.millrace.connector.kinesis;

import dev.millrace.connector.Split;
import dev.millrace.function.Emitter;
import java.io.Serializable;

/** A sealed range of one shard, read again from the service, any number of times and by any thread. */
final class RangeSplit implements Split<KinesisRecord> {
    private final ReadSettings settings;
    private final StreamInfo stream;
    private final ShardToRead shard;
    private final Range range;
    private final transient KinesisSession session;

    RangeSplit(KinesisSession session, StreamInfo stream, ShardToRead shard, Range range) {
        this.session = session;
        this.settings = session.settings();
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
        ShardCursor cursor = new ShardCursor(session.calls(), () -> stream, shard, range.from());
        String where = Trouble.shard(settings.stream(), shard.shard().id());
        new RangeReader(cursor, session.retry(), settings.fetch(), where).read(range.until(), out);
    }
}
