package dev.millrace.kinesis.server.store;

/** Who decides to which shard of a stream a record goes: the service, or the record's partition key. */
public enum RecordDistribution {
    AUTO,
    USER_PARTITION_KEY
}
