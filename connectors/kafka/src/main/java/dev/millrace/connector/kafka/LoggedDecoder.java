package dev.millrace.connector.kafka;

import dev.millrace.connector.RecordDecoder;
import dev.millrace.function.Emitter;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/** Decodes records of bytes as they are in the block log. */
record LoggedDecoder<K, V, T>(RecordDeserializer<K, V, T> deserializer)
        implements RecordDecoder<KafkaRecord<byte[], byte[]>, T> {
    @Override
    public void decode(KafkaRecord<byte[], byte[]> raw, Emitter<T> out) throws Exception {
        RecordHeaders headers = new RecordHeaders();
        raw.headers().forEach(header -> headers.add(header.key(), header.value()));
        deserializer.decode(
                new ConsumerRecord<>(
                        raw.topic(),
                        raw.partition(),
                        raw.offset(),
                        raw.timestampMillis(),
                        raw.timestampMillis() < 0 ? TimestampType.NO_TIMESTAMP_TYPE : TimestampType.CREATE_TIME,
                        raw.key() == null ? ConsumerRecord.NULL_SIZE : raw.key().length,
                        raw.value() == null ? ConsumerRecord.NULL_SIZE : raw.value().length,
                        raw.key(),
                        raw.value(),
                        headers,
                        Optional.empty()),
                out);
    }
}
