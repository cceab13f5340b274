package dev.millrace.kinesis.server.store;

/** The states of a stream: CREATING → ACTIVE ⇄ UPDATING, and from each of them → DELETING. */
public enum StreamStatus {
    CREATING,
    ACTIVE,
    UPDATING,
    DELETING
}
