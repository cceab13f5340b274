package dev.millrace.connector.kafka;

import java.io.Serializable;
import java.time.Duration;

/**
 * How topics are fetched: within memory, and how fast a partition may be read.
 *
 * @param bufferedBytesMax what is fetched and not yet given to a batch, over all partitions; what a fetch brings may exceed it
 * @param consumers how many consumers, each with a thread, share the partitions
 * @param recordsPerSecondMax of one partition
 * @param recordsPerSecondMin of one partition, whatever the rate control says
 * @param carriedBytesMax up to this size, records that were fetched go along when their split is sent to another process
 * @param discovery how often is looked for new partitions and topics, and for ones that are gone
 */
record FetchSettings(
        long bufferedBytesMax,
        int consumers,
        long recordsPerSecondMax,
        long recordsPerSecondMin,
        int carriedBytesMax,
        Duration discovery)
        implements Serializable {
    static final FetchSettings DEFAULTS =
            new FetchSettings(64L * 1024 * 1024, 1, Long.MAX_VALUE, 1, 1024 * 1024, Duration.ofSeconds(5));

    FetchSettings {
        if (bufferedBytesMax < 1) {
            throw new IllegalArgumentException("bufferedBytesMax must be positive: " + bufferedBytesMax);
        }
        if (consumers < 1) {
            throw new IllegalArgumentException("at least one consumer is needed: " + consumers);
        }
        if (recordsPerSecondMin < 0 || recordsPerSecondMax < Math.max(1, recordsPerSecondMin)) {
            throw new IllegalArgumentException("records a second and partition must be 0 <= min <= max, 1 <= max: "
                    + recordsPerSecondMin + ", " + recordsPerSecondMax);
        }
        if (discovery.isNegative() || discovery.isZero()) {
            throw new IllegalArgumentException("discoveryInterval must be positive: " + discovery);
        }
    }

    FetchSettings withBufferedBytesMax(long bytes) {
        return new FetchSettings(
                bytes, consumers, recordsPerSecondMax, recordsPerSecondMin, carriedBytesMax, discovery);
    }

    FetchSettings withConsumers(int number) {
        return new FetchSettings(
                bufferedBytesMax, number, recordsPerSecondMax, recordsPerSecondMin, carriedBytesMax, discovery);
    }

    FetchSettings withRates(long min, long max) {
        return new FetchSettings(bufferedBytesMax, consumers, max, min, carriedBytesMax, discovery);
    }

    FetchSettings withCarriedBytesMax(int bytes) {
        return new FetchSettings(
                bufferedBytesMax, consumers, recordsPerSecondMax, recordsPerSecondMin, bytes, discovery);
    }

    FetchSettings withDiscovery(Duration interval) {
        return new FetchSettings(
                bufferedBytesMax, consumers, recordsPerSecondMax, recordsPerSecondMin, carriedBytesMax, interval);
    }

    /** How many records a partition may give in an interval. */
    long recordsPerBatchMax(Duration interval) {
        return perBatch(recordsPerSecondMax, interval);
    }

    long recordsPerBatchMin(Duration interval) {
        return recordsPerSecondMin == 0 ? 0 : perBatch(recordsPerSecondMin, interval);
    }

    private static long perBatch(long perSecond, Duration interval) {
        double records = (double) perSecond * interval.toNanos() / 1e9;
        return (long) Math.max(1, Math.min(records, Long.MAX_VALUE));
    }
}
