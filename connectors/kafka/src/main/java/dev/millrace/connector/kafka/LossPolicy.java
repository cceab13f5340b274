package dev.millrace.connector.kafka;

/** What happens when records are gone before they were read: they expired, were deleted, or their topic was. */
public enum LossPolicy {
    /** The program fails and says what is gone. */
    FAIL,
    /** The program goes on with what is there, says how many offsets it has left out, and counts them. */
    SKIP_AND_COUNT
}
