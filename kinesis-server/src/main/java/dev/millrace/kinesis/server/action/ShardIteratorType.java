package dev.millrace.kinesis.server.action;

/** Where a shard iterator begins. In the order in which AWS lists them. */
enum ShardIteratorType {
    AFTER_SEQUENCE_NUMBER,
    LATEST,
    AT_TIMESTAMP,
    AT_SEQUENCE_NUMBER,
    TRIM_HORIZON
}
