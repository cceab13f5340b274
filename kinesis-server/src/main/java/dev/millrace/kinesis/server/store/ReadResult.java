package dev.millrace.kinesis.server.store;

import java.util.List;

/**
 * Records of a shard in their order.
 *
 * @param nextPosition where to read on
 * @param atTip whether these were the last records of the shard, so far
 * @param bytes of the records as they are stored
 */
public record ReadResult(List<StoredRecord> records, long nextPosition, boolean atTip, long bytes) {}
