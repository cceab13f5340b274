package dev.millrace.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.log.simulation.SimulatedDisk;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SegmentedLogTest {

    private final SimulatedDisk disk = new SimulatedDisk(1);
    private final LogSettings small =
            LogSettings.defaults().withRecordAndPendingBytesMax(1000, 4096).withSegmentBytes(4096);

    @Test
    void recordsComeBackInOrderAtTheirPositions() {
        List<Long> positions = new ArrayList<>();
        try (SegmentedLog log = SegmentedLog.open(disk, small)) {
            for (int i = 0; i < 500; i++) {
                positions.add(log.append(bytes("record " + i)));
            }
            log.awaitCommitted(log.endPosition());
            checkRecords(log, positions);
        }
        try (SegmentedLog log = SegmentedLog.open(disk, small)) {
            assertEquals(0, log.startPosition());
            checkRecords(log, positions);
        }
    }

    private static void checkRecords(SegmentedLog log, List<Long> positions) {
        for (int from = 0; from < positions.size(); from += 100) {
            try (LogCursor cursor = log.read(positions.get(from))) {
                for (int i = from; i < positions.size(); i++) {
                    assertTrue(cursor.next());
                    assertEquals(positions.get(i), cursor.position());
                    assertEquals("record " + i, UTF_8.decode(cursor.record()).toString());
                }
                assertFalse(cursor.next());
                assertEquals(log.endPosition(), cursor.nextPosition());
            }
        }
    }

    @Test
    void aPositionInsideARecordIsRefused() {
        try (SegmentedLog log = SegmentedLog.open(disk, small)) {
            log.append(bytes("one"));
            log.awaitCommitted(log.endPosition());
            try (LogCursor cursor = log.read(3)) {
                LogException e = assertThrows(LogException.class, cursor::next);
                assertEquals(LogException.Kind.POSITION_UNKNOWN, e.kind());
            }
        }
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }
}
