package dev.millrace.receiver;

import dev.millrace.connector.LogRange;
import dev.millrace.connector.Position;
import dev.millrace.connector.SourceBatch;
import dev.millrace.connector.Split;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the records of one receiver are until their batch is done. Records are stored by any thread, taken by the batch loop's. */
interface Store<T> extends AutoCloseable {
    /** Buffers a record; waits while too much is held. */
    void store(T record, @Nullable Object metadata);

    /** Stores records; they are as safe as they will be when this returns. */
    void storeAll(Iterator<? extends T> records, @Nullable Object metadata);

    /** How many records were stored. */
    long stored();

    /** Makes everything that is buffered safe, and available. */
    void flush();

    /** Cuts what is due. Returns when something is due next, by the clock's {@code nanoTime}; {@link Long#MAX_VALUE} for nothing. */
    long doWork(long nowNanos);

    /** Whether those who store are let pass though too much is held. */
    void holdOpen(boolean open);

    /** From now on storing is refused. */
    void refuse();

    SourceBatch<T> take(long recordsMax);

    /** Throws what keeps records from being safe, if something does. */
    void throwIfFailed();

    List<Split<T>> replay(List<LogRange> ranges);

    void release(Position position);

    /** Bytes that are held, as far as they are counted. */
    long heldBytes();

    /** At which those who store wait, 0 where bytes aren't counted. */
    long heldBytesMax();

    long heldRecords();

    @Override
    void close();
}
