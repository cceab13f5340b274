package dev.millrace.connector.kafka;

import dev.millrace.connector.Split;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A range of offsets of one partition; however it is read, it gives the same records. */
interface KafkaSplit extends Split<ConsumerRecord<byte[], byte[]>> {
    OffsetRange range();
}
