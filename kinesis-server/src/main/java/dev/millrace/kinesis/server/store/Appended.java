package dev.millrace.kinesis.server.store;

import dev.millrace.log.LogException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Records that were given their places in a shard. They count, and can be read, once they are committed. */
public final class Appended {
    private final ShardLog log;
    private final Shard shard;
    private final long[] positions;
    private final long endPosition;
    private final long arrivalMillis;

    Appended(ShardLog log, Shard shard, long[] positions, long endPosition, long arrivalMillis) {
        this.log = log;
        this.shard = shard;
        this.positions = positions;
        this.endPosition = endPosition;
        this.arrivalMillis = arrivalMillis;
    }

    public Shard shard() {
        return shard;
    }

    /** Of the n-th of the records that were handed over. */
    public SequenceNumber sequenceNumber(int n) {
        return shard.sequenceNumber(positions[n], arrivalMillis);
    }

    /**
     * Returns when the records are as durable as the sync policy says, several shards being synced side by side, each told of as soon as it is. Gives those
     * that failed; the cause is logged.
     */
    static List<Appended> awaitCommitted(List<Appended> all, Consumer<Shard> committed) {
        List<Appended> failed = new ArrayList<>();
        // This thread itself commits the first, if nobody is at it, while others see to the rest.
        for (int i = 1; i < all.size(); i++) {
            all.get(i).log.requestCommit(all.get(i).endPosition);
        }
        for (Appended each : all) {
            try {
                each.log.awaitCommitted(each.endPosition);
                committed.accept(each.shard);
            } catch (LogException alreadyLogged) {
                failed.add(each);
            }
        }
        return failed;
    }
}
