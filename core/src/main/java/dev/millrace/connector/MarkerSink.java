package dev.millrace.connector;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Iterator;

/**
 * A sink that puts records and {@link SinkTask} into one external transaction and skips a task that is marked already:
 * databases, Kafka. Exactly-once where the batch's functions depend on their arguments only.
 */
public non-sealed interface MarkerSink<T> extends Sink<T> {
    @Override
    default MarkerSink<T> open(SinkContext context) throws Exception {
        return this;
    }

    /**
     * For how long after a batch was sealed its mark is sure to be found, for ever unless said otherwise. A batch in doubt
     * that is older is not run again: whether it was written can't be told. Asked of an opened sink, only where a batch is in
     * doubt.
     */
    default Duration marksKept() throws Exception {
        return ChronoUnit.FOREVER.getDuration();
    }

    /** Writes and marks in one transaction, unless the mark is there. Called by a task, before the batch is done. */
    void write(SinkTask task, Iterator<T> records) throws Exception;
}
