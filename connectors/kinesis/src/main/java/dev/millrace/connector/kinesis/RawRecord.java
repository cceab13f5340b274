package dev.millrace.connector.kinesis;

import java.time.Instant;

/** A record as GetRecords gives it: perhaps an aggregate of many. */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record RawRecord(String sequenceNumber, String partitionKey, Instant arrival, String encryptionType, byte[] data) {}
