package dev.millrace.log;

import static dev.millrace.log.LogFixtures.SMALL;
import static dev.millrace.log.LogFixtures.appendAndCommit;
import static dev.millrace.log.LogFixtures.assertFails;
import static dev.millrace.log.LogFixtures.bytes;
import static dev.millrace.log.LogFixtures.readAll;
import static dev.millrace.log.LogFixtures.readFrom;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.log.simulation.SimulatedDisk;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SegmentedLogTest {

    private final SimulatedDisk disk = new SimulatedDisk(1);

    @Test
    void recordsComeBackInOrderAtTheirPositions() {
        List<Long> positions = new ArrayList<>();
        try (SegmentedLog log = SegmentedLog.open(disk, SMALL)) {
            for (int i = 0; i < 500; i++) {
                assertEquals(log.endPosition(), log.append(bytes("record " + i)));
                positions.add(i == 0 ? 0 : log.endPosition() - 8 - ("record " + i).length());
            }
            log.awaitCommitted(log.endPosition());
            checkRecords(log, positions);
        }
        assertTrue(disk.list().size() > 2, "several segments");
        try (SegmentedLog log = SegmentedLog.open(disk, SMALL)) {
            assertEquals(0, log.startPosition());
            checkRecords(log, positions);
        }
    }

    private static void checkRecords(SegmentedLog log, List<Long> positions) {
        for (int from = 0; from < positions.size(); from += 7) {
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
    void aRecordMayBeGatheredFromPartsAndMayBeEmpty() {
        try (SegmentedLog log = SegmentedLog.open(disk, SMALL)) {
            log.append(new ByteBuffer[] {bytes("a"), bytes(""), bytes("bc")});
            log.append(ByteBuffer.allocate(0));
            log.append(new ByteBuffer[0]);
            log.append(ByteBuffer.allocateDirect(3).put(bytes("xyz")).flip().asReadOnlyBuffer());
            log.awaitCommitted(log.endPosition());
            assertEquals(List.of("abc", "", "", "xyz"), readAll(log));
        }
    }

    @Test
    void appendLeavesTheCallersBufferAsItWas() {
        try (SegmentedLog log = SegmentedLog.open(disk, SMALL)) {
            ByteBuffer record = bytes("-record-").position(1).limit(7);
            log.append(record);
            log.append(record);
            log.awaitCommitted(log.endPosition());
            assertEquals(List.of("record", "record"), readAll(log));
        }
    }

    @Test
    void theLongestRecordFitsAndALongerOneIsRefused() {
        try (SegmentedLog log = SegmentedLog.open(disk, SMALL)) {
            for (int i = 0; i < 20; i++) {
                log.append(ByteBuffer.allocate(1000));
            }
            assertFails(LogException.Kind.RECORD_TOO_LARGE, () -> log.append(ByteBuffer.allocate(1001)));
            assertFails(
                    LogException.Kind.RECORD_TOO_LARGE,
                    () -> log.append(new ByteBuffer[] {ByteBuffer.allocate(900), ByteBuffer.allocate(101)}));
            log.awaitCommitted(log.endPosition());
            assertEquals(20, readAll(log).size());
        }
    }

    @Test
    void aCursorSeesWhatIsCommittedAndGoesOnWhereItStopped() {
        try (SegmentedLog log = SegmentedLog.open(disk, SMALL);
                LogCursor cursor = log.read(0)) {
            assertFalse(cursor.next());
            for (int i = 0; i < 300; i++) {
                log.append(bytes("record " + i));
                assertFalse(cursor.next(), "not yet committed");
                log.awaitCommitted(log.endPosition());
                assertTrue(cursor.next());
                assertEquals("record " + i, UTF_8.decode(cursor.record()).toString());
                assertFalse(cursor.next());
                assertThrows(IllegalStateException.class, cursor::record);
            }
        }
    }

    @Test
    void aPositionThatIsNoRecordsIsRefused() {
        try (SegmentedLog log = SegmentedLog.open(disk, SMALL)) {
            appendAndCommit(log, "one", "two", "three");
            for (long position : new long[] {1, 3, 10, 12, 23}) {
                LogException e = assertFails(LogException.Kind.POSITION_UNKNOWN, () -> readFrom(log, position));
                assertTrue(e.getMessage().contains("Position " + position + " "), e.getMessage());
            }
            assertFails(LogException.Kind.POSITION_UNKNOWN, () -> log.read(log.endPosition() + 1));
            assertFails(LogException.Kind.POSITION_TRIMMED, () -> log.read(-1));
            assertEquals(List.of("two", "three"), readFrom(log, 11));
            assertEquals(List.of(), readFrom(log, log.endPosition()));
        }
    }

    @Test
    void aRecordThatHoldsACopyOfTheLogIsNoFrame() {
        try (SegmentedLog log = SegmentedLog.open(disk, SMALL)) {
            appendAndCommit(log, "one", "two");
            ByteBuffer copy = ByteBuffer.allocate(22);
            try (DiskFile file = disk.open(disk.list().get(0))) {
                file.read(SegmentHeader.BYTES, copy);
            }
            long position = log.append(copy.flip());
            log.awaitCommitted(log.endPosition());
            assertFails(LogException.Kind.POSITION_UNKNOWN, () -> readFrom(log, position + 8));
        }
    }

    @Test
    void waitingForMoreThanWasAppendedIsRefused() {
        try (SegmentedLog log = SegmentedLog.open(disk, SMALL)) {
            appendAndCommit(log, "one");
            assertFails(LogException.Kind.POSITION_UNKNOWN, () -> log.awaitCommitted(log.endPosition() + 1));
            assertFails(LogException.Kind.POSITION_UNKNOWN, () -> log.committed(log.endPosition() + 1));
        }
    }

    @Test
    void closeCommitsWhatWasAppendedAndEndsEverything() {
        SegmentedLog log = SegmentedLog.open(disk, SMALL);
        appendAndCommit(log, "one");
        log.append(bytes("two"));
        LogCursor cursor = log.read(0);
        log.close();
        log.close();
        assertFails(LogException.Kind.CLOSED, () -> log.append(bytes("three")));
        assertFails(LogException.Kind.CLOSED, () -> log.awaitCommitted(log.endPosition() + 1));
        assertFails(LogException.Kind.CLOSED, () -> log.committed(log.endPosition() + 1));
        assertFails(LogException.Kind.CLOSED, () -> log.trimBefore(0));
        assertFails(LogException.Kind.CLOSED, () -> log.applyRetention(0));
        assertFails(LogException.Kind.CLOSED, cursor::next);
        cursor.close();
        try (SegmentedLog again = SegmentedLog.open(disk, SMALL)) {
            assertEquals(List.of("one", "two"), readAll(again));
        }
    }

    @Test
    void aClosedCursorSaysSo() {
        try (SegmentedLog log = SegmentedLog.open(disk, SMALL)) {
            appendAndCommit(log, "one", "two");
            LogCursor cursor = log.read(0);
            assertTrue(cursor.next());
            cursor.close();
            cursor.close();
            assertFails(LogException.Kind.CLOSED, cursor::next);
        }
    }

    @Test
    void aDirectoryHoldsOneLogAtATime() {
        try (SegmentedLog log = SegmentedLog.open(disk, SMALL)) {
            assertFails(LogException.Kind.LOCKED, () -> SegmentedLog.open(disk, SMALL));
            appendAndCommit(log, "one");
        }
        SegmentedLog.open(disk, SMALL).close();
    }

    @Test
    void settingsMayChangeBetweenOpenings() {
        try (SegmentedLog log = SegmentedLog.open(disk, SMALL)) {
            appendAndCommit(log, "x".repeat(1000), "two");
        }
        LogSettings smaller =
                SMALL.withRecordBytesMax(10).withPendingBytesMax(100).withSegmentBytes(200);
        try (SegmentedLog log = SegmentedLog.open(disk, smaller)) {
            appendAndCommit(log, "three");
            assertEquals(List.of("x".repeat(1000), "two", "three"), readAll(log));
        }
    }

    @Test
    void aThousandIdleLogsHoldNeitherBuffersNorFiles() {
        WatchedDisk[] disks = new WatchedDisk[1000];
        LogEnvironment environment = LogEnvironment.of(InstantSource.system(), new DaemonScheduler());
        for (int i = 0; i < disks.length; i++) {
            disks[i] = new WatchedDisk(disk.directory("log-" + i));
            SegmentedLog log = SegmentedLog.open(disks[i], LogSettings.defaults(), environment);
            if (i % 2 == 0) {
                appendAndCommit(log, "x".repeat(100_000));
            }
        }
        assertEquals(0, environment.buffers().bytesInUse());
        long files = 0;
        for (WatchedDisk one : disks) {
            files += one.filesOpen.get();
        }
        assertTrue(files <= 512, files + " files open");
    }
}
