package dev.millrace.connector.kinesis;

import dev.millrace.connector.kinesis.ShardBuffer.Taken;
import dev.millrace.connector.kinesis.ShardRead.Limits;
import dev.millrace.connector.kinesis.ShardRead.Result;
import dev.millrace.function.Emitter;
import java.util.List;

/**
 * A shard where reading it in tasks stands, with its iterator and with what a reply held beyond what a batch may take. One
 * task at a time has it; after a failure it is thrown away.
 */
final class ShardTail {
    private final KinesisSession session;
    private final ShardCursor cursor;
    private final ShardBuffer buffer;
    private final String where;
    private StreamInfo stream;
    private List<ShardInfo> followers = List.of();

    private ShardTail(KinesisSession session, ShardRead begin) {
        this.session = session;
        this.stream = begin.stream();
        this.cursor = new ShardCursor(session.calls(), () -> stream, begin.shard(), begin.from());
        this.buffer = new ShardBuffer(begin.from(), false, () -> {});
        this.where = Trouble.shard(begin.shard().stream(), begin.log());
    }

    static ShardTail begin(KinesisSession session, ShardRead begin) {
        return new ShardTail(session, begin);
    }

    /** Whether it goes on exactly there. */
    boolean standsAt(ShardPosition place) {
        return buffer.taken().isSamePlaceAs(place);
    }

    /**
     * Reads until the shard has no more for now or a limit is reached; always asks once, unless enough was left over from
     * the last reply. Between calls it waits as the service's limits demand.
     *
     * @param now what is known of the stream by now
     */
    Result read(StreamInfo now, Limits limits, Emitter<? super KinesisRecord> out) throws InterruptedException {
        stream = now;
        FetchSettings pace = session.settings().fetch();
        long began = session.clock().nanoTime();
        long bytes = 0;
        long pause = 0;
        long given = give(limits.recordsMax(), out);
        while (!hasEnded() && given < limits.recordsMax() && bytes < limits.bytesMax()) {
            session.retry().pause(where, pause);
            int recordsMax = (int) Math.min(pace.recordsPerFetchMax(), limits.recordsMax() - given);
            long called = session.clock().nanoTime();
            Chunk chunk = session.retry().call(where, () -> cursor.next(recordsMax));
            long answered = session.clock().nanoTime();
            pause = pace.delayNanos(chunk, answered - called);
            bytes += chunk.bytesRead();
            buffer.add(chunk);
            given += give(limits.recordsMax() - given, out);
            if (chunk.isAtTip() || answered - began + pause > limits.nanosMax()) {
                break;
            }
        }
        ShardPosition until = buffer.hasNews() ? buffer.taken() : buffer.idleAt();
        return new Result(until, buffer.lag().millis(), hasEnded() ? followers : List.of(), pause);
    }

    private boolean hasEnded() {
        return buffer.taken() instanceof ShardPosition.End;
    }

    private long give(long recordsMax, Emitter<? super KinesisRecord> out) {
        Taken taken = buffer.hasNews() ? buffer.take(recordsMax) : null;
        if (taken == null) {
            return 0;
        }
        followers = taken.followers();
        taken.records().forEach(out::accept);
        return taken.records().size();
    }
}
