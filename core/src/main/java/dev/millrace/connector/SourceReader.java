package dev.millrace.connector;

import java.util.List;
import java.util.Map;

/**
 * An open source. The batch loop's thread alone calls it, but for {@link #lag}; what it fetches, it fetches on its own schedule in threads of
 * its own, within a bound. Life: {@code identity, [initialPositions], start, [replay], (poll, committed)*, [stopReceiving, (poll, committed)*], close}.
 */
public interface SourceReader<T> extends AutoCloseable {
    /**
     * What is read, so that something else under the same name is noticed: the ARN and creation time of a stream, say.
     * It is kept in the checkpoint; a start on another identity is refused.
     */
    String identity();

    /**
     * Where to begin without a checkpoint, by log. Asked once, and made durable before anything is read: "latest" becomes
     * a real position here.
     */
    Map<String, Position> initialPositions();

    /**
     * Begins to fetch from these positions.
     *
     * @throws dev.millrace.MillraceException CONFIGURATION where a position is older than what the log still holds
     */
    void start(Map<String, Position> positions);

    /**
     * What has come since the last poll, at most {@code recordsMax} records as far as the source can tell. Doesn't wait.
     * A log's range begins where its last one ended. A new log begins at a position of the source's choice.
     */
    SourceBatch<T> poll(long recordsMax);

    /** Splits that read exactly these ranges again, as many and in the order as {@link #poll} made them at first. */
    List<Split<T>> replay(List<LogRange> ranges);

    /** All before these positions is done, durably: it may be told to others and released. Must not fail the batch. */
    default void committed(Map<String, Position> positions) {}

    /**
     * A log that needs no position any more: a file that is gone, a shard that has expired. Asked at a start and from time to
     * time; a log that is forgotten is in no {@link #committed} any more.
     */
    default boolean isForgotten(String log, Position position) {
        return false;
    }

    /** How far behind it is, by log, as far as it knows; logs without lag may be left out. Doesn't wait. Any thread may call. */
    default Map<String, Lag> lag() {
        return Map.of();
    }

    /**
     * How many records were gone before they were read, since it was opened, where the user allows that it goes on; as far as
     * the source can tell. Any thread may call.
     */
    default long lost() {
        return 0;
    }

    /** A graceful stop has begun: a receiver takes nothing new; what it has is still polled until nothing is left. */
    default void stopReceiving() {}

    /** Stops fetching and waits for its threads. */
    @Override
    void close();
}
