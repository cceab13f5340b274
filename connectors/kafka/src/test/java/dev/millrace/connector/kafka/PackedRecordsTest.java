package dev.millrace.connector.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.connector.kafka.Packing.Slot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
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
        PackedRecords packed = new Packing().packMade(RECORDS);
        assertEquals(RECORDS.size(), packed.count());
        for (int i = 0; i < RECORDS.size(); i++) {
            ConsumerRecord<byte[], byte[]> expected = RECORDS.get(i);
            assertEquals(expected.offset(), packed.offset(i));
            assertSame(expected, packed.record(i));
            assertSame(expected, packed.inPlace(i));
        }
    }

    private static void assertSame(ConsumerRecord<byte[], byte[]> expected, ConsumerRecord<byte[], byte[]> record) {
        assertEquals("t", record.topic());
        assertEquals(3, record.partition());
        assertEquals(expected.offset(), record.offset());
        assertEquals(expected.timestamp(), record.timestamp());
        assertEquals(expected.timestampType(), record.timestampType());
        assertArrayEquals(expected.key(), record.key());
        assertArrayEquals(expected.value(), record.value());
        assertEquals(expected.serializedKeySize(), record.serializedKeySize());
        assertEquals(expected.serializedValueSize(), record.serializedValueSize());
        assertEquals(expected.headers(), record.headers());
    }

    /** A consumer gives records of several partitions in turn, and reuses where it put those of the poll before. */
    @Test
    void partitionsOfAPollAreToldApartAndKeptWhenTheNextPollComes() {
        Packing packing = new Packing();
        for (int poll = 0; poll < 3; poll++) {
            packing.clear();
            List<ConsumerRecord<@Nullable Slot, @Nullable Slot>> even = new ArrayList<>();
            List<ConsumerRecord<@Nullable Slot, @Nullable Slot>> odd = new ArrayList<>();
            for (int i = 0; i < RECORDS.size(); i++) {
                (i % 2 == 0 ? even : odd).add(packing.add(RECORDS.get(i)));
            }
            PackedRecords evenPacked = packing.pack(even);
            PackedRecords oddPacked = packing.pack(odd);
            packing.clear();
            packing.packMade(List.of(record(1, TimestampType.CREATE_TIME, "something else", "in their place")));
            for (int i = 0; i < RECORDS.size(); i++) {
                assertSame(RECORDS.get(i), (i % 2 == 0 ? evenPacked : oddPacked).record(i / 2));
            }
        }
    }

    @Test
    void roomForAPollThatWasAnExceptionIsGivenBack() {
        Packing packing = new Packing();
        ConsumerRecord<byte[], byte[]> large = new ConsumerRecord<>("t", 3, 0, new byte[] {1}, new byte[9 << 20]);
        for (int poll = 0; poll < 2; poll++) {
            packing.clear();
            assertEquals(9 << 20, packing.packMade(List.of(large)).valueSize(0));
            assertTrue(packing.roomBytes() > 9 << 20, "and kept for the next one");
        }
        packing.clear();
        packing.packMade(RECORDS);
        packing.clear();
        assertEquals(8 << 20, packing.roomBytes());
    }

    /** What writes to headers finds none of its own there when the record is decoded once more. */
    @Test
    void aDecoderGetsTheSameOfARecordWhereverItLies() throws Exception {
        Deserializer<String> marking = new Deserializer<>() {
            @Override
            public String deserialize(String topic, byte[] data) {
                return new String(data, UTF_8);
            }

            @Override
            public String deserialize(String topic, Headers headers, byte[] data) {
                headers.add("seen", new byte[0]);
                return data == null ? "none" : headers.toArray().length + " " + deserialize(topic, data);
            }
        };
        RecordDeserializer<String, String, KafkaRecord<String, String>> decoder = RecordDeserializer.of(
                StringDeserializer::new, () -> marking, ClientSettings.of(Map.of("bootstrap.servers", "x:1")), null);
        PackedRecords packed = new Packing().packMade(RECORDS);
        List<KafkaRecord<String, String>> copied = new ArrayList<>();
        List<KafkaRecord<String, String>> inPlace = new ArrayList<>();
        for (int i = 0; i < packed.count(); i++) {
            decoder.decode(packed.record(i), copied::add);
            decoder.decode(packed.inPlace(i), inPlace::add);
        }
        assertEquals(
                Arrays.asList("1 value", "1 alone", "none", "1 ", "3 v", "none"),
                inPlace.stream().map(KafkaRecord::value).toList());
        for (int i = 0; i < copied.size(); i++) {
            assertEquals(copied.get(i).key(), inPlace.get(i).key());
            assertEquals(copied.get(i).value(), inPlace.get(i).value());
            assertEquals(RECORDS.get(i).offset(), inPlace.get(i).offset());
        }
        assertEquals("a", inPlace.get(4).headers().get(0).key());
    }

    @Test
    void partsTakeTogetherWhatAllTake() {
        PackedRecords packed = new Packing().packMade(RECORDS);
        for (int cut = 0; cut <= packed.count(); cut++) {
            assertEquals(packed.bytes(), packed.bytes(0, cut) + packed.bytes(cut, packed.count()));
        }
    }
}
