package dev.millrace.connector;

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

    /** Writes and marks in one transaction, unless the mark is there. Called by a task, before the batch is done. */
    void write(SinkTask task, Iterator<T> records) throws Exception;
}
