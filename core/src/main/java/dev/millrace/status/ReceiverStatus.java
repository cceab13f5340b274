package dev.millrace.status;

/**
 * A receiver: what it does, and what it has stored that no batch has finished yet.
 *
 * @param source the name of its source
 * @param streamId its number among the receivers of the context, in the order in which they are opened
 * @param activity what it is doing
 * @param preferredLocation where it would like to run, or empty
 * @param restarts how often it was started again
 * @param errors how many errors were reported
 * @param lastError the last of them or why it stopped, or empty
 * @param loggedBytes bytes of its block log that are still needed, 0 without one
 * @param loggedBytesMax at which it has to wait
 */
public record ReceiverStatus(
        String source,
        int streamId,
        Activity activity,
        String preferredLocation,
        long restarts,
        long errors,
        String lastError,
        long loggedBytes,
        long loggedBytesMax) {
    /** What a receiver is doing. */
    public enum Activity {
        /** It was not started yet. */
        WAITING_FOR_START,
        RECEIVING,
        /** It is stopping, or stopped, to be started again. */
        RESTARTING,
        STOPPED
    }
}
