package dev.millrace.kinesis.server.action;

/** How the records of a stream are encrypted. */
enum EncryptionType {
    NONE,
    KMS
}
