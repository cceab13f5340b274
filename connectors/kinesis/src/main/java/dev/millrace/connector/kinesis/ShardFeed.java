package dev.millrace.connector.kinesis;

import dev.millrace.connector.Lag;
import dev.millrace.connector.Split;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What comes of one shard, whoever fetches it. Called by the batch loop's thread, but for {@link #lag}. */
interface ShardFeed {
    /** What a batch takes of the shard: everything from {@code from} to {@code until}. */
    record News(ShardPosition from, ShardPosition until, Split<KinesisRecord> split, List<ShardInfo> followers) {}

    void start();

    /** Done when the shard's position is known to be good, as far as that shows before the first batch. */
    CompletableFuture<Void> firstReply();

    boolean hasNews();

    /** How many records could be taken. */
    long available();

    /** Takes up to so many records, and the end of the shard if nothing is left before it; null if there is no news. */
    @Nullable
    News take(long recordsMax);

    /** Whether no batch has been told of this shard yet. */
    boolean isUnknownToBatches();

    /**
     * The place of a shard without records, if it is worth a note: nobody knows of the shard yet, or what is known of it
     * is older than {@code freshMillis}.
     */
    @Nullable
    News takeIdle(long freshMillis);

    /** How far behind it is. Any thread. */
    Lag lag();

    /** Nothing more is wanted of it. */
    void close();
}
