package dev.millrace.connector.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is packed comes out as it went in. */
class PackedRecordsTest {
    private static ConsumerRecord<byte[], byte[]> record(
            long offset, TimestampType type, @Nullable String key, @Nullable String value, Header... headers) {
        byte[] keyBytes = key == null ? null : key.getBytes(UTF_8);
        byte[] valueBytes = value == null ? null : value.getBytes(UTF_8);
        return new ConsumerRecord<>(
                "t",
                3,
                offset,
                type == TimestampType.NO_TIMESTAMP_TYPE ? -1 : 1_000 + offset,
                type,
                keyBytes == null ? ConsumerRecord.NULL_SIZE : keyBytes.length,
                valueBytes == null ? ConsumerRecord.NULL_SIZE : valueBytes.length,
                keyBytes,
                valueBytes,
                new RecordHeaders(headers),
                Optional.empty());
    }

    private static final List<ConsumerRecord<byte[], byte[]>> RECORDS = List.of(
            record(5, TimestampType.CREATE_TIME, "key", "value"),
            record(6, TimestampType.LOG_APPEND_TIME, null, "alone"),
            record(9, TimestampType.CREATE_TIME, "deleted", null),
            record(10, TimestampType.NO_TIMESTAMP_TYPE, "", ""),
            record(
                    12,
                    TimestampType.CREATE_TIME,
                    "k",
                    "v",
                    new RecordHeader("a", new byte[] {1}),
                    new RecordHeader("b", (byte[]) null)),
            record(13, TimestampType.CREATE_TIME, null, null));

    @Test
    void everyFieldComesBack() {
        PackedRecords packed = PackedRecords.of(RECORDS);
        assertEquals(RECORDS.size(), packed.count());
        for (int i = 0; i < RECORDS.size(); i++) {
            ConsumerRecord<byte[], byte[]> expected = RECORDS.get(i);
            ConsumerRecord<byte[], byte[]> record = packed.record(i);
            assertEquals("t", record.topic());
            assertEquals(3, record.partition());
            assertEquals(expected.offset(), record.offset());
            assertEquals(expected.offset(), packed.offset(i));
            assertEquals(expected.timestamp(), record.timestamp());
            assertEquals(expected.timestampType(), record.timestampType());
            assertArrayEquals(expected.key(), record.key());
            assertArrayEquals(expected.value(), record.value());
            assertEquals(expected.serializedKeySize(), record.serializedKeySize());
            assertEquals(expected.serializedValueSize(), record.serializedValueSize());
            assertEquals(expected.headers(), record.headers());
        }
    }

    @Test
    void partsTakeTogetherWhatAllTake() {
        PackedRecords packed = PackedRecords.of(RECORDS);
        for (int cut = 0; cut <= packed.count(); cut++) {
            assertEquals(packed.bytes(), packed.bytes(0, cut) + packed.bytes(cut, packed.count()));
        }
    }
}
