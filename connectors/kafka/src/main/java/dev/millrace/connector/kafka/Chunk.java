package dev.millrace.connector.kafka;

import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What one poll gave of a partition.
 *
 * @param next where the partition goes on: behind the last record, and behind marks and gaps that follow it
 */
record Chunk(List<ConsumerRecord<byte[], byte[]>> records, long bytes, long next) {
    /** What a record costs in memory beside its key and value, roughly. */
    private static final int OVERHEAD_BYTES = 150;

    static Chunk of(List<ConsumerRecord<byte[], byte[]>> records, long next) {
        return new Chunk(records, bytes(records), next);
    }

    static long bytes(List<ConsumerRecord<byte[], byte[]>> records) {
        long bytes = (long) records.size() * OVERHEAD_BYTES;
        for (int i = 0; i < records.size(); i++) {
            ConsumerRecord<byte[], byte[]> record = records.get(i);
            bytes += Math.max(0, record.serializedKeySize()) + Math.max(0, record.serializedValueSize());
        }
        return bytes;
    }
}
