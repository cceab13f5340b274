package dev.millrace.connector;

import java.util.Iterator;
import java.util.List;

/**
 * A sink whose tasks stage, and whose output is published after the batch is done: files. All or nothing per batch, for
 * any function.
 */
public non-sealed interface StagedSink<T> extends Sink<T> {
    @Override
    default StagedSink<T> open(SinkContext context) throws Exception {
        return this;
    }

    /**
     * Writes the records where no reader looks, durably, under a name that only this attempt has. Called by a task.
     *
     * @return what {@link #publish} needs; it is kept in the batch's record
     */
    StagedOutput stage(SinkTask task, Iterator<T> records) throws Exception;

    /**
     * Makes the outputs of the winning attempts visible. Called after the batch is done, and again after a restart that
     * can't tell whether it had finished: doing it twice changes nothing.
     *
     * @return how many of the outputs were not visible before
     */
    int publish(String sink, long batch, List<StagedOutput> outputs) throws Exception;

    /**
     * Called at every start, when all that is done has been published and before anything is staged: {@code batch} is the
     * first that will be, under {@code epoch}. Deletes what attempts of lower epochs left behind, and may refuse to go
     * on where output of this batch or a later one is there already, which another life of the program must have left.
     */
    void discardUnpublished(String sink, long batch, long epoch) throws Exception;
}
