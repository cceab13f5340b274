package dev.millrace.kinesis.server.store;

/** Whether the number of shards is the user's business or the service's. */
public enum StreamMode {
    PROVISIONED,
    ON_DEMAND
}
