package dev.millrace.kinesis.server.store;

import dev.millrace.log.SegmentedLog;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Records that were given their places in a shard; they count once they are committed. */
public final class Appended {
    private final Shard shard;
    private final long[] positions;
    private final long arrivalMillis;
    private final SegmentedLog log;
    private final long endPosition;

    Appended(Shard shard, long[] positions, long arrivalMillis, SegmentedLog log) {
        this.shard = shard;
        this.positions = positions;
        this.arrivalMillis = arrivalMillis;
        this.log = log;
        this.endPosition = log.endPosition();
    }

    public Shard shard() {
        return shard;
    }

    /** Of the n-th record that was handed over. */
    public SequenceNumber sequenceNumber(int n) {
        return shard.sequenceNumber(positions[n], arrivalMillis);
    }

    /** Returns when all of them are as durable as the sync policy says. Several shards are synced side by side. */
    public static void awaitCommitted(List<Appended> all) {
        List<CompletableFuture<Void>> others = all.stream()
                .skip(1)
                .map(appended -> appended.log.committed(appended.endPosition))
                .toList();
        if (!all.isEmpty()) {
            Appended first = all.get(0);
            first.log.awaitCommitted(first.endPosition);
        }
        for (CompletableFuture<Void> other : others) {
            try {
                other.join();
            } catch (CompletionException e) {
                if (e.getCause() instanceof RuntimeException cause) {
                    throw cause;
                }
                throw e;
            }
        }
    }
}
