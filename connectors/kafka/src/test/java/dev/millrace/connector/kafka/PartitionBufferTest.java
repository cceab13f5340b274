package dev.millrace.connector.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.connector.kafka.PartitionBuffer.Taken;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** Cuts through what was fetched: at records, in gaps and behind marks. */
class PartitionBufferTest {
    private final PartitionBuffer buffer = new PartitionBuffer(new TopicLog("t", 0, "id"), 10, () -> {});

    private static Chunk chunk(long next, long... offsets) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        LongStream.of(offsets).forEach(n -> records.add(new ConsumerRecord<>("t", 0, n, new byte[1], new byte[2])));
        return new Chunk(new Packing().packMade(records), next);
    }

    private static List<Long> offsets(Taken taken) {
        List<Long> offsets = new ArrayList<>();
        for (Chunk.Part part : taken.parts()) {
            for (int i = part.from(); i < part.until(); i++) {
                offsets.add(part.records().record(i).offset());
            }
        }
        return offsets;
    }

    private Taken take(long recordsMax) {
        return require(buffer.take(recordsMax));
    }

    private static Taken require(@org.jspecify.annotations.Nullable Taken taken) {
        assertNotNull(taken);
        return java.util.Objects.requireNonNull(taken);
    }

    @Test
    void everyCutContinuesWhereTheLastOneEnded() {
        for (int size = 1; size <= 6; size++) {
            PartitionBuffer cut = new PartitionBuffer(new TopicLog("t", 0, "id"), 10, () -> {});
            cut.add(chunk(14, 10, 11, 13));
            cut.add(chunk(20, 15, 17));
            List<Long> all = new ArrayList<>();
            long at = 10;
            for (Taken taken = cut.take(size); taken != null; taken = cut.take(size)) {
                assertEquals(at, taken.from());
                assertTrue(taken.records() <= size);
                all.addAll(offsets(taken));
                at = taken.until();
            }
            assertEquals(List.of(10L, 11L, 13L, 15L, 17L), all);
            assertEquals(20, at, "marks behind the last record belong to the last cut");
            assertEquals(0, cut.bytesHeld());
            assertEquals(0, cut.available());
        }
    }

    @Test
    void aCutInTheMiddleEndsBehindItsLastRecord() {
        buffer.add(chunk(30, 10, 20));
        assertEquals(11, take(1).until());
        assertEquals(30, take(1).until());
        assertNull(buffer.take(1));
    }

    @Test
    void whatMovedWithoutRecordsIsTakenWithTheNextOrAlone() {
        buffer.moved(12);
        assertTrue(buffer.hasMovedAlone());
        buffer.add(chunk(13, 12));
        assertFalse(buffer.hasMovedAlone());
        buffer.moved(15);
        Taken taken = take(9);
        assertEquals(10, taken.from());
        assertEquals(15, taken.until());
        buffer.moved(16);
        assertEquals(List.of(), offsets(take(0)));
        assertEquals(16, buffer.taken());
    }

    @Test
    void nothingIsGivenWhereNothingMayBeTaken() {
        buffer.add(chunk(11, 10));
        assertNull(buffer.take(0));
        assertEquals(1, buffer.available());
    }
}
