package dev.millrace.kinesis.server.store;

import java.util.List;

/**
 * Records of a shard in their order.
 *
 * @param nextPosition where to read on
 * @param atTip whether these were the last records of the shard, so far
 */
public record ReadResult(List<StoredRecord> records, long nextPosition, boolean atTip) {}
