package dev.millrace.connector;

import java.util.Iterator;

/** A sink with nothing to recognise a batch by: what was written before a failure is written again. */
public non-sealed interface AtLeastOnceSink<T> extends Sink<T> {
    @Override
    default AtLeastOnceSink<T> open(SinkContext context) throws Exception {
        return this;
    }

    /** Writes all records before it returns. Called by a task, before the batch is done. */
    void write(SinkTask task, Iterator<T> records) throws Exception;
}
