package dev.millrace.connector.kafka;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/** What a sink asks of a cluster. Any thread; fails with Kafka's own exceptions. */
interface SinkCalls extends AutoCloseable {
    /** A producer under a transactional id, for one thread at a time. */
    Transactions transactions(String id);

    /** The offsets of a group, when no transaction that is committed is still on its way to them. */
    Map<TopicPartition, OffsetAndMetadata> offsets(String group);

    /** For how long the offsets of a group are kept that nobody uses; Kafka's default where the user may not ask. */
    Duration offsetsRetention();

    @Override
    void close();

    /** Transactions one after the other. */
    interface Transactions extends AutoCloseable {
        /** Ends what an earlier producer of this id had begun, and keeps that one from ever committing again. */
        void init();

        void begin();

        void send(ProducerRecord<byte[], byte[]> record);

        /** These offsets of the group become what they are together with the records. */
        void sendOffsets(String group, Map<TopicPartition, OffsetAndMetadata> offsets);

        void commit();

        void abort();

        /** At once: what was begun is left to the next producer of this id. */
        @Override
        void close();
    }
}
