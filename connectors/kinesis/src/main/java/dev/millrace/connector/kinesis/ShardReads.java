package dev.millrace.connector.kinesis;

import dev.millrace.connector.Lag;
import dev.millrace.connector.Reading;
import dev.millrace.connector.Split;
import dev.millrace.connector.kinesis.RangeSplit.Range;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A shard that tasks read: where it stands, when it may be asked again, and what was read for the next batch. It decides and
 * does no I/O. The batch loop's thread, but for {@link #lag}.
 */
final class ShardReads implements ShardFeed {
    private final ShardToRead shard;
    private final Function<Range, Split<KinesisRecord>> again;
    /** Where the last batch that took something ended. */
    private ShardPosition taken;
    /** The same place, and what is known of time by now. */
    private ShardPosition idleAt;

    private boolean isNew;
    private boolean hasBeenRead;
    private long dueNanos;
    private long lastRecords;
    private @Nullable Reading<KinesisRecord, ShardRead.Result> news;
    private volatile long millisBehind = -1;

    /**
     * @param isNew whether no batch knows of this shard yet
     * @param again what reads a sealed range of it another time
     */
    ShardReads(ShardToRead shard, ShardPosition from, boolean isNew, Function<Range, Split<KinesisRecord>> again) {
        this.shard = shard;
        this.taken = from;
        this.idleAt = from;
        this.isNew = isNew;
        this.again = again;
    }

    ShardToRead shard() {
        return shard;
    }

    /** Where a task goes on to read. */
    ShardPosition readsFrom() {
        return idleAt;
    }

    boolean isDue(long nanoTime) {
        return news == null && (!hasBeenRead || nanoTime - dueNanos >= 0);
    }

    /** How many records it might give: all that one wants if it is behind, else somewhat more than lately. */
    long wanted(long recordsMax) {
        long likely = 1_000 + 2 * lastRecords;
        return millisBehind == 0 ? Math.min(recordsMax, likely) : recordsMax;
    }

    void wasRead(Reading<KinesisRecord, ShardRead.Result> reading, long nanoTime) {
        ShardRead.Result result = reading.result();
        hasBeenRead = true;
        dueNanos = nanoTime + result.pauseNanos();
        millisBehind = result.millisBehind();
        lastRecords = reading.records();
        if (result.until().isSamePlaceAs(taken)) {
            idleAt = result.until();
        } else {
            news = reading;
        }
    }

    @Override
    public void start() {}

    @Override
    public void close() {}

    /** Whether the position is still good shows when a task reads. */
    @Override
    public CompletableFuture<Void> firstReply() {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public boolean hasNews() {
        return news != null;
    }

    @Override
    public long available() {
        return news == null ? 0 : news.records();
    }

    /** All that was read: it is kept for this batch and no other. */
    @Override
    public @Nullable News take(long recordsMax) {
        Reading<KinesisRecord, ShardRead.Result> reading = news;
        if (reading == null) {
            return null;
        }
        Range range = new Range(taken, reading.result().until());
        taken = range.until();
        idleAt = taken;
        isNew = false;
        news = null;
        return new News(
                range.from(),
                range.until(),
                reading.orElse(again.apply(range)),
                reading.result().followers());
    }

    @Override
    public boolean isUnknownToBatches() {
        return isNew;
    }

    @Override
    public @Nullable News takeIdle(long freshMillis) {
        long fresher = idleAt.knownMillis() - taken.knownMillis();
        if (news != null || (fresher < freshMillis && !(isNew && fresher > 0))) {
            return null;
        }
        News note = new News(taken, idleAt, again.apply(new Range(taken, idleAt)), List.of());
        taken = idleAt;
        isNew = false;
        return note;
    }

    @Override
    public Lag lag() {
        return new Lag(millisBehind, -1, -1);
    }
}
