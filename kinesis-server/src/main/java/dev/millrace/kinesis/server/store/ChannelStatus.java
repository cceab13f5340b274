package dev.millrace.kinesis.server.store;

/** The states of a channel: CREATING → ACTIVE ⇄ UPDATING, ACTIVE → FAILED, and from each of them → DELETING. */
public enum ChannelStatus {
    CREATING,
    ACTIVE,
    UPDATING,
    DELETING,
    FAILED
}
