package dev.millrace.kinesis.server.store;

/** The states of a consumer: CREATING → ACTIVE, and from both → DELETING. */
public enum ConsumerStatus {
    CREATING,
    DELETING,
    ACTIVE
}
