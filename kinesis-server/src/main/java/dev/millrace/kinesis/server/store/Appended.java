package dev.millrace.kinesis.server.store;

import dev.millrace.log.LogException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

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
     * Returns when the records are as durable as the sync policy says, several shards being synced side by side. Gives those that failed; the cause is
     * logged.
     */
    static List<Appended> awaitCommitted(List<Appended> all) {
        List<CompletableFuture<Void>> others = new ArrayList<>();
        for (int i = 1; i < all.size(); i++) {
            others.add(all.get(i).committed());
        }
        List<Appended> failed = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            try {
                if (i == 0) {
                    // This thread does the work itself if nobody is at it: no other has to be woken.
                    all.get(0).log.awaitCommitted(all.get(0).endPosition);
                } else {
                    others.get(i - 1).join();
                }
            } catch (LogException e) {
                failed.add(all.get(i));
            } catch (CompletionException e) {
                if (e.getCause() instanceof LogException cause) {
                    all.get(i).log.failed(cause);
                    failed.add(all.get(i));
                } else {
                    throw e;
                }
            }
        }
        return failed;
    }

    private CompletableFuture<Void> committed() {
        try {
            return log.committed(endPosition);
        } catch (LogException e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
