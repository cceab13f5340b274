package dev.millrace.connector;

import java.time.Duration;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * What a receiver stores into, and what it may ask of its supervisor. Any thread may call. Everything that stores waits
 * while the block log is full, and throws a {@link dev.millrace.MillraceException}: USER_CODE for a value that can't be
 * written, EXTERNAL_SYSTEM where the log can't, and once the receiver is stopped for good.
 */
public interface ReceiverContext<T> {
    /** Under which name the source is known. */
    String sourceName();

    /** Its number among the receivers of the context. */
    int streamId();

    Clock clock();

    /** Buffers a record, which is durable after the next block was cut, at most a block interval later. */
    void store(T record);

    /** The same; {@link Receiving#onStored} gives the metadata back once it is durable. */
    void store(T record, Object metadata);

    /** Stores the records and returns when they are durable, after all that this thread has stored before. */
    void storeAll(Iterator<? extends T> records);

    /** The same; {@link Receiving#onStored} gives the metadata back, once for all of them. */
    void storeAll(Iterator<? extends T> records, Object metadata);

    /** Shown in the status and told to listeners; nothing else happens. */
    void reportError(String message, @Nullable Throwable cause);

    /**
     * Stops the receiver and starts it again. Returns at once.
     *
     * @param delay how long it pauses, null for the default; doubled each time that nothing was stored since the last start
     */
    void restart(String message, @Nullable Throwable cause, @Nullable Duration delay);

    /** Stops the receiver for good; the context goes on without it. Returns at once. */
    void stop(String message, @Nullable Throwable cause);

    /** Whether it was started and not asked to stop since. */
    boolean isStarted();

    /** Whether it should not receive any more: it is stopping, stopped or waiting to be started again. */
    boolean isStopped();
}
