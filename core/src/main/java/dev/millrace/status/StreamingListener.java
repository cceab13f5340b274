package dev.millrace.status;

import dev.millrace.MillraceException;
import java.time.Instant;
import java.util.Map;

/**
 * Told what a context does, in the order in which it happens, on a thread that is this listener's own: one that is slow or
 * blocks holds up nothing, and what it throws is logged. Up to 10,000 events wait for it; what comes then is dropped, and it
 * is told how many those were. Where batches run by hand, it is told on the caller's thread, between two steps of a batch. Of
 * receivers it is told on theirs then.
 */
public interface StreamingListener {
    /** The checkpoint is read; a batch in doubt runs next. */
    default void onStreamingStarted(Recovery recovery) {}

    /** The sources have given what the batch reads; -1 where a source can't tell how many records that is. */
    default void onBatchSubmitted(long batch, Instant time, Map<String, Long> recordsBySource) {}

    /** The batch begins. */
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

    /** A receiver was started, for the first time or again. */
    default void onReceiverStarted(ReceiverStatus receiver) {}

    /** A receiver reported an error, threw, or is to be started again: {@link ReceiverStatus#lastError} says why. */
    default void onReceiverError(ReceiverStatus receiver) {}

    /** A receiver has stopped for good; what it stored is still processed. */
    default void onReceiverStopped(ReceiverStatus receiver) {}

    /** So many events before the next one found no room in this listener's queue. */
    default void onEventsDropped(long events) {}

    /** The context has stopped, or failed. */
    default void onStreamingStopped() {}
}
