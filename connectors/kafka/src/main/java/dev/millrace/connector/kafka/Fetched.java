package dev.millrace.connector.kafka;

import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * What one poll gave.
 *
 * @param records of the partitions that have any
 * @param nextOffsets where partitions go on: behind the last record, and behind marks and gaps that follow it, also where no
 *     record came
 */
record Fetched(Map<TopicPartition, PackedRecords> records, Map<TopicPartition, OffsetAndMetadata> nextOffsets) {
    static final Fetched NOTHING = new Fetched(Map.of(), Map.of());
}
