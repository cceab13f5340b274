package dev.millrace.connector.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads partitions from where it is told, and moves by itself nowhere else. One thread, except for {@link #wakeup()};
 * fails with Kafka's own exceptions.
 */
interface RecordFetch extends AutoCloseable {
    /** Reads these partitions, all others no more; those that are new to it from these offsets on. */
    void assign(Map<TopicPartition, Long> offsets);

    void seek(TopicPartition partition, long offset);

    /** What has come. */
    Fetched poll(Duration timeout);

    void pause(Collection<TopicPartition> partitions);

    void resume(Collection<TopicPartition> partitions);

    /** How many offsets there are behind those that were polled, or -1. */
    long lag(TopicPartition partition);

    /**
     * Tells the group, without waiting for the answer; and when it is the last time, waits a little. What the brokers were not
     * ready for is told again with the next call, which may have nothing new.
     */
    void commit(Map<TopicPartition, Long> offsets, boolean isLast);

    /** Ends a poll that waits, or the next one. */
    void wakeup();

    @Override
    void close();
}
