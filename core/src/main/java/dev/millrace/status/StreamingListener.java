package dev.millrace.status;

import dev.millrace.MillraceException;
import java.time.Instant;

/**
 * Told what a context does, on the thread that runs the batches, between two steps of a batch: a slow listener slows the
 * stream, and one that blocks holds the batch where it is. What it throws is logged and changes nothing. Of receivers
 * it is told on their threads.
 */
public interface StreamingListener {
    /** The checkpoint is read; a batch in doubt runs next. */
    default void onStreamingStarted(Recovery recovery) {}

    /** The sources have given what the batch reads; it begins. */
    default void onBatchStarted(long batch, Instant time) {}

    /** The batch has reached a step of its life. */
    default void onBatchStep(BatchStep step, long batch) {}

    /** An output's turn has come. */
    default void onOutputStarted(String output, long batch) {}

    /** An output has run; a staged one isn't visible yet. */
    default void onOutputCompleted(String output, long batch) {}

    /** The batch is done and visible. Batches without records are reported too. */
    default void onBatchCompleted(BatchInfo info) {}

    /** The batch is not committed; the stream ends with this failure. */
    default void onBatchFailed(long batch, Instant time, MillraceException failure) {}

    /** A receiver was started, for the first time or again. This and the next two come in a thread of the receiver's, one at a time. */
    default void onReceiverStarted(ReceiverStatus receiver) {}

    /** A receiver reported an error, threw, or is to be started again: {@link ReceiverStatus#lastError} says why. */
    default void onReceiverError(ReceiverStatus receiver) {}

    /** A receiver has stopped for good; what it stored is still processed. */
    default void onReceiverStopped(ReceiverStatus receiver) {}

    /** The context has stopped, or failed. */
    default void onStreamingStopped() {}
}
