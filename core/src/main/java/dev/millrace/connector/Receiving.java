package dev.millrace.connector;

import java.util.List;

/**
 * What receives, under supervision: it is started, stopped and started again, each in a thread of its own and never two
 * at a time. What it throws ends nothing but itself: it is reported and started again.
 */
public interface Receiving {
    /**
     * Begins to receive. It may return and leave the work to threads that it started, or stay and receive until
     * {@link ReceiverContext#isStopped}; when it stays it is interrupted after {@link #onStop}.
     */
    void onStart() throws Exception;

    /** Ends what {@link #onStart} began. What it stores still counts. */
    void onStop() throws Exception;

    /**
     * What was stored with metadata is in the log, durably: these metadata, in the order of storing. One call at a time, in a
     * thread that stores or cuts blocks: the place to acknowledge what was received.
     */
    default void onStored(List<Object> metadata) throws Exception {}

    /** The host that it would like to run on, or empty. Receivers run in the process of the context; it is shown. */
    default String preferredLocation() {
        return "";
    }
}
