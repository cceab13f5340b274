package dev.millrace.log;

import static dev.millrace.log.LogFixtures.SMALL;
import static dev.millrace.log.LogFixtures.appendAndCommit;
import static dev.millrace.log.LogFixtures.assertFails;
import static dev.millrace.log.LogFixtures.readAll;
import static dev.millrace.log.LogFixtures.readFrom;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.log.simulation.SimulatedDisk;
import dev.millrace.log.simulation.SimulatedTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RetentionTest {

    /** Seven records of 500 bytes fill a segment. */
    private static final String RECORD = "r".repeat(500);

    private static final long FRAME = 508;
    private static final long SEGMENT = 7 * FRAME;

    private final SimulatedDisk disk = new SimulatedDisk(1);
    private final SimulatedTime time = new SimulatedTime(Instant.ofEpochMilli(1_000_000));

    private SegmentedLog open(LogSettings settings) {
        return SegmentedLog.open(disk, settings, LogEnvironment.of(time, time));
    }

    private static void fill(SegmentedLog log, int records) {
        for (int i = 0; i < records; i++) {
            appendAndCommit(log, RECORD);
        }
    }

    @Test
    void trimmingDropsWholeSegmentsAndPositionsStayValid() {
        try (SegmentedLog log = open(SMALL)) {
            fill(log, 30);
            appendAndCommit(log, "last");
            log.trimBefore(SEGMENT - 1);
            assertEquals(0, log.startPosition());
            log.trimBefore(2 * SEGMENT + FRAME);
            assertEquals(2 * SEGMENT, log.startPosition());
            assertEquals(3, disk.list().size());
            LogException e = assertFails(LogException.Kind.POSITION_TRIMMED, () -> log.read(SEGMENT));
            assertTrue(e.getMessage().contains("the oldest is " + 2 * SEGMENT), e.getMessage());
            log.trimBefore(Long.MAX_VALUE);
            assertEquals(4 * SEGMENT, log.startPosition(), "the segment being written stays");
        }
        try (SegmentedLog log = open(SMALL)) {
            assertEquals(4 * SEGMENT, log.startPosition());
            assertEquals("last", readFrom(log, 30 * FRAME).get(0));
        }
    }

    @Test
    void aCursorFinishesItsSegmentAndThenLearnsThatTheNextIsTrimmed() {
        try (SegmentedLog log = open(SMALL)) {
            fill(log, 30);
            try (LogCursor cursor = log.read(0)) {
                assertTrue(cursor.next());
                log.trimBefore(3 * SEGMENT);
                for (int i = 1; i < 7; i++) {
                    assertTrue(cursor.next());
                    assertEquals(RECORD, UTF_8.decode(cursor.record()).toString());
                }
                assertFails(LogException.Kind.POSITION_TRIMMED, cursor::next);
            }
        }
    }

    @Test
    void retentionBySizeKeepsAtLeastThatMuch() {
        try (SegmentedLog log = open(SMALL.withRetentionBytes(SEGMENT + 1))) {
            fill(log, 21);
            log.applyRetention(time.millis());
            assertEquals(SEGMENT, log.startPosition());
            fill(log, 1);
            log.applyRetention(time.millis());
            assertEquals(2 * SEGMENT, log.startPosition());
        }
    }

    @Test
    void retentionByAgeGoesByTheNewestRecordOfASegment() {
        LogSettings settings = SMALL.withRetentionAge(Duration.ofSeconds(10));
        try (SegmentedLog log = open(settings)) {
            fill(log, 6);
            time.advance(Duration.ofSeconds(8));
            fill(log, 8);
            log.applyRetention(time.millis() + 10_000);
            assertEquals(0, log.startPosition(), "its newest record is exactly 10 s old");
        }
        try (SegmentedLog log = open(settings)) {
            log.applyRetention(time.millis() + 10_001);
            assertEquals(2 * SEGMENT, log.startPosition());
        }
    }

    @Test
    void theAgeOfOlderSegmentsSurvivesARestart() {
        LogSettings settings = SMALL.withRetentionAge(Duration.ofSeconds(10));
        try (SegmentedLog log = open(settings)) {
            fill(log, 7);
            time.advance(Duration.ofSeconds(4));
            fill(log, 7);
            time.advance(Duration.ofSeconds(4));
            fill(log, 7);
        }
        time.advance(Duration.ofSeconds(4));
        try (SegmentedLog log = open(settings)) {
            log.applyRetention(time.millis());
            assertEquals(SEGMENT, log.startPosition());
            time.advance(Duration.ofSeconds(5));
            log.applyRetention(time.millis());
            assertEquals(2 * SEGMENT, log.startPosition(), "nobody knows how old the last segment is: it stays");
        }
    }

    @Test
    void aLogWhoseRecordsAreAllOldIsEmptied() {
        try (SegmentedLog log = open(SMALL.withRetentionAge(Duration.ofSeconds(10)))) {
            fill(log, 3);
            time.advance(Duration.ofSeconds(11));
            log.applyRetention(time.millis());
            assertEquals(3 * FRAME, log.startPosition());
            assertEquals(3 * FRAME, log.endPosition());
            assertEquals(1, disk.list().size());
            log.applyRetention(time.millis() + 100_000);
            appendAndCommit(log, "next");
        }
        try (SegmentedLog log = open(SMALL)) {
            assertEquals(3 * FRAME, log.startPosition());
            assertEquals("next", readAll(log).get(0));
        }
    }

    @Test
    void trimmingByTimeNeedsNoSettings() {
        try (SegmentedLog log = open(SMALL)) {
            fill(log, 7);
            time.advance(Duration.ofSeconds(1));
            fill(log, 7);
            log.trimOlderThan(time.millis());
            assertEquals(SEGMENT, log.startPosition());
        }
    }

    @Test
    void aRecordThatIsStillPendingKeepsItsSegment() {
        try (SegmentedLog log = open(SMALL)) {
            fill(log, 3);
            time.advance(Duration.ofSeconds(10));
            log.append(LogFixtures.bytes("fresh"));
            log.trimOlderThan(time.millis() - 5000);
            assertEquals(0, log.startPosition());
            assertEquals(4, readAll(log).size());
        }
    }

    @Test
    void aLogThatCannotStartASegmentTakesNoMoreRecords() {
        SegmentedLog log = open(SMALL);
        fill(log, 3);
        time.advance(Duration.ofSeconds(10));
        disk.fullAfterBytes(10);
        assertFails(LogException.Kind.DISK_FULL, () -> log.trimOlderThan(time.millis()));
        disk.fullAfterBytes(Long.MAX_VALUE);
        assertFails(LogException.Kind.DISK_FULL, () -> fill(log, 1));
        log.close();
        try (SegmentedLog again = open(SMALL)) {
            assertEquals(3, readAll(again).size());
            fill(again, 10);
            assertEquals(13, readAll(again).size());
        }
    }

    @Test
    void aClockSetBackDropsNothingEarly() {
        LogSettings settings = SMALL.withRetentionAge(Duration.ofSeconds(10));
        try (SegmentedLog log = open(settings)) {
            fill(log, 7);
        }
        SimulatedTime earlier = new SimulatedTime(time.instant().minusSeconds(100));
        try (SegmentedLog log = SegmentedLog.open(disk, settings, LogEnvironment.of(earlier, earlier))) {
            fill(log, 7);
            log.applyRetention(earlier.millis());
            assertEquals(0, log.startPosition());
        }
    }

    @Test
    void withoutRetentionNothingIsDropped() {
        try (SegmentedLog log = open(SMALL)) {
            fill(log, 30);
            log.applyRetention(Long.MAX_VALUE);
            assertEquals(30, readAll(log).size());
        }
    }
}
