package dev.millrace.connector.kinesis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AggregateTest {
    private static final String SHARD = "shardId-000000000007";

    @Test
    void userRecordsComeInOrderWithTheirOwnKeysAndNumbers() {
        byte[] bytes = new Aggregates()
                .add("a", null, "one")
                .add("b", "17", "two")
                .add("a", "18", "")
                .bytes();
        List<KinesisRecord> records = unpack(bytes);
        assertNotNull(records);
        assertEquals(
                List.of("one", "two", ""),
                records.stream().map(r -> new String(r.data(), UTF_8)).toList());
        assertEquals(
                List.of("a", "b", "a"),
                records.stream().map(KinesisRecord::partitionKey).toList());
        assertEquals(
                Arrays.asList(null, "17", "18"),
                records.stream().map(KinesisRecord::explicitHashKey).toList());
        assertEquals(
                List.of(0L, 1L, 2L),
                records.stream().map(KinesisRecord::subSequenceNumber).toList());
        for (KinesisRecord record : records) {
            assertEquals("123", record.sequenceNumber());
            assertEquals(SHARD, record.shardId());
            assertEquals(Instant.ofEpochMilli(5), record.approximateArrivalTime());
            assertEquals("KMS", record.encryptionType());
        }
    }

    @Test
    void longRecordsAndManyKeysAreRead() {
        Aggregates aggregates = new Aggregates();
        String longText = "x".repeat(70_000);
        for (int i = 0; i < 300; i++) {
            aggregates.add("key-" + i, null, i == 150 ? longText : "v" + i);
        }
        List<KinesisRecord> records = unpack(aggregates.bytes());
        assertNotNull(records);
        assertEquals(300, records.size());
        assertEquals("key-299", records.get(299).partitionKey());
        assertEquals(70_000, records.get(150).data().length);
    }

    @Test
    void fieldsThatNobodyKnowsAreSkipped() {
        ByteArrayOutputStream unknown = new ByteArrayOutputStream();
        Aggregates.field(unknown, 9, new byte[] {1, 2, 3});
        unknown.writeBytes(new byte[] {10 << 3, 5});
        unknown.writeBytes(new byte[] {11 << 3 | 1, 1, 2, 3, 4, 5, 6, 7, 8});
        unknown.writeBytes(new byte[] {12 << 3 | 5, 1, 2, 3, 4});
        byte[] bytes = new Aggregates()
                .add("a", null, "one")
                .addRaw(unknown.toByteArray())
                .add("a", null, "two")
                .bytes();
        List<KinesisRecord> records = unpack(bytes);
        assertNotNull(records);
        assertEquals(2, records.size());
    }

    @Test
    void anAggregateOfNothingIsOne() {
        assertEquals(List.of(), unpack(new Aggregates().bytes()));
    }

    @Test
    void whatIsCutOffAnywhereIsAPlainRecord() {
        byte[] bytes = Aggregates.of("k", "one", "two", "three");
        for (int length = 0; length < bytes.length; length++) {
            assertNull(unpack(Arrays.copyOf(bytes, length)), "cut to " + length + " bytes");
        }
    }

    @Test
    void anyChangedBitMakesItAPlainRecord() {
        byte[] bytes = Aggregates.of("k", "one", "two");
        for (int bit = 0; bit < bytes.length * 8; bit++) {
            byte[] changed = bytes.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            assertNull(unpack(changed), "bit " + bit);
        }
    }

    @Test
    void aRightDigestOverNonsenseIsAPlainRecord() {
        byte[][] nonsense = {
            {3 << 3 | 2, 100, 1, 2}, // a record longer than what is left
            {3 << 3 | 2, 2, 3 << 3 | 2, 0}, // no key
            {3 << 3 | 2, 4, 1 << 3, 9, 3 << 3 | 2, 0}, // a key that is not in the table
            {3 << 3 | 2, 2, 1 << 3, 0}, // no data
            {3 << 3 | 3}, // a wire type that is no longer used
            {(byte) 0xFF, (byte) 0xFF}, // a number without an end
            {
                (byte) 0xFF,
                (byte) 0xFF,
                (byte) 0xFF,
                (byte) 0xFF,
                (byte) 0xFF,
                (byte) 0xFF,
                (byte) 0xFF,
                (byte) 0xFF,
                (byte) 0xFF,
                (byte) 0xFF,
                1
            }, // a number that is too long
        };
        for (byte[] bytes : nonsense) {
            assertNull(unpack(new Aggregates().addRaw(bytes).bytes()), Arrays.toString(bytes));
        }
    }

    @Test
    void aPlainRecordIsLeftAlone() {
        assertNull(unpack("hello".getBytes(UTF_8)));
        assertNull(unpack(new byte[0]));
    }

    private static @Nullable List<KinesisRecord> unpack(byte[] data) {
        return Aggregate.unpack(SHARD, new RawRecord("123", "outer", Instant.ofEpochMilli(5), "KMS", data));
    }
}
