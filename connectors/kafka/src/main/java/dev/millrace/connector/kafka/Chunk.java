package dev.millrace.connector.kafka;

/**
 * What one poll gave of a partition.
 *
 * @param next where the partition goes on: behind the last record, and behind marks and gaps that follow it
 */
record Chunk(PackedRecords records, long next) {
    /** Some of its records. */
    record Part(PackedRecords records, int from, int until) {
        int count() {
            return until - from;
        }

        long bytes() {
            return records.bytes(from, until);
        }
    }
}
