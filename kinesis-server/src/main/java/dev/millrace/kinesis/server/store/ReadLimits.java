package dev.millrace.kinesis.server.store;

/**
 * How much one read may give.
 *
 * @param bytesMax of keys and data together; one record is given even if it is larger
 * @param sinceMillis records that came earlier have left the retention period and are skipped
 */
public record ReadLimits(int recordsMax, long bytesMax, long sinceMillis) {}
