package dev.millrace.connector;

/** What happens to a record that its source's decoder throws at. Decided inside the batch: a replay decides the same. */
public enum BadRecordPolicy {
    /** The batch fails, and the stream with it; the message names source, batch and cause. */
    FAIL,
    /** The record is left out; the status counts it under its source. */
    SKIP_AND_COUNT,
    /** The record is left out and counted, and goes to the source's dead letters, with the guarantee of their sink. */
    DEAD_LETTER
}
