package dev.millrace.connector;

import java.util.Iterator;

/**
 * What a {@link StagedSink} or {@link MarkerSink} is besides if it can write the records of several batches at once, where a
 * program {@link dev.millrace.StreamingContextBuilder#groupBatches groups} them. In a batch its records are only prepared,
 * since a function may change them afterwards; what was prepared is written when the group ends, all of it as one
 * partition, under the number of the group's last batch.
 *
 * @param <T> the records
 * @param <R> what becomes of them
 */
public interface GroupingSink<T, R> {
    /** Makes of the records what will be written of them, in their order; nothing outside is touched. Called by a task. */
    Prepared<R> prepare(SinkTask task, Iterator<T> records) throws Exception;

    /** This sink, of the same kind and as open as this one, for what was prepared. */
    Sink<R> ofPrepared();
}
