package dev.millrace.connector.kinesis;

import dev.millrace.connector.OpenSplit;
import dev.millrace.function.Emitter;
import java.io.Serializable;
import java.util.List;

/** What one batch may read of a shard, from a place on, in a task. */
record ShardRead(SessionKey session, StreamInfo stream, ShardToRead shard, ShardPosition from, Limits limits)
        implements OpenSplit<KinesisRecord, ShardRead.Result> {
    /**
     * How far a task reads on while the shard has more: as long as it has read less than all of these.
     *
     * @param nanosMax from the first call to the last
     */
    record Limits(long recordsMax, long bytesMax, long nanosMax) implements Serializable {}

    /**
     * What was read.
     *
     * @param until where it ended; fresher than the beginning also where nothing came
     * @param followers of a shard that has ended: its children, perhaps among others
     * @param pauseNanos how long the service's limits demand to wait before the shard is asked again
     */
    record Result(ShardPosition until, long millisBehind, List<ShardInfo> followers, long pauseNanos)
            implements Serializable {}

    @Override
    public String log() {
        return shard.shard().id();
    }

    @Override
    public Result read(Emitter<? super KinesisRecord> out) throws InterruptedException {
        try (TaskSessions.Lease lease = TaskSessions.ofThisProcess().lease(session)) {
            ShardTail tail = lease.takeTail(log(), from);
            if (tail == null) {
                tail = ShardTail.begin(lease.session(), this);
            }
            Result result = tail.read(stream, limits, out);
            if (!(result.until() instanceof ShardPosition.End)) {
                lease.leaveTail(log(), tail);
            }
            return result;
        }
    }
}
