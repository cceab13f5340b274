package dev.millrace.kinesis.server.action;

import dev.millrace.kinesis.server.store.Shard;
import dev.millrace.kinesis.server.store.Stream;
import java.util.function.Predicate;

/** Which shards ListShards lists. */
enum ShardFilterType {
    AFTER_SHARD_ID,
    AT_TRIM_HORIZON,
    FROM_TRIM_HORIZON,
    AT_LATEST,
    AT_TIMESTAMP,
    FROM_TIMESTAMP;

    /** The condition for a shard, given the filter's time. Times before the trim horizon mean the trim horizon. */
    Predicate<Shard> condition(Stream stream, long filterMillis, long nowMillis) {
        long horizon = stream.trimHorizonMillis(nowMillis);
        long time = Math.max(horizon, filterMillis);
        return switch (this) {
            case AFTER_SHARD_ID, FROM_TRIM_HORIZON -> shard -> true;
            case AT_LATEST -> Shard::isOpen;
            case AT_TRIM_HORIZON -> shard -> shard.openedMillis() <= horizon && endsAtOrAfter(shard, horizon);
            case AT_TIMESTAMP -> shard -> shard.openedMillis() <= time && endsAtOrAfter(shard, time);
            case FROM_TIMESTAMP -> shard -> endsAtOrAfter(shard, time);
        };
    }

    private static boolean endsAtOrAfter(Shard shard, long millis) {
        Long closedMillis = shard.closedMillis();
        return closedMillis == null || closedMillis >= millis;
    }
}
