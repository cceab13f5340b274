package dev.millrace.log;

import static dev.millrace.log.LogFixtures.SMALL;
import static dev.millrace.log.LogFixtures.appendAndCommit;
import static dev.millrace.log.LogFixtures.assertFails;
import static dev.millrace.log.LogFixtures.bytes;
import static dev.millrace.log.LogFixtures.readAll;
import static dev.millrace.log.LogFixtures.readFrom;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.log.simulation.SimulatedDisk;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What opening a log makes of files that a crash, or a fault of the disk, has left. */
class RecoveryTest {

    private static final String FIRST = "0000000000000000000.log";

    private SimulatedDisk disk = new SimulatedDisk(1);

    /** Commits each record alone, then lets the process die. */
    private void write(String... records) {
        SegmentedLog log = SegmentedLog.open(disk, SMALL);
        for (String record : records) {
            appendAndCommit(log, record);
        }
        disk.killProcess();
    }

    private List<String> reopen() {
        try (SegmentedLog log = SegmentedLog.open(disk, SMALL)) {
            List<String> records = readAll(log);
            appendAndCommit(log, "next");
            List<String> longer = new ArrayList<>(records);
            longer.add("next");
            assertEquals(longer, readAll(log));
            return records;
        }
    }

    private void overwrite(String name, long offset, ByteBuffer bytes) {
        try (DiskFile file = disk.open(name)) {
            file.write(offset, bytes);
        }
    }

    private void cut(String name, long length) {
        try (DiskFile file = disk.open(name)) {
            file.truncate(length);
        }
    }

    @Test
    void aLastRecordCutShortAnywhereIsDropped() {
        write("one", "two", "three");
        int end = (int) disk.length(FIRST);
        int lastFrame = end - 13;
        for (int length = end - 1; length > lastFrame; length--) {
            disk = new SimulatedDisk(1);
            write("one", "two", "three");
            cut(FIRST, length);
            assertEquals(List.of("one", "two"), reopen(), "cut to " + length);
        }
    }

    @Test
    void zerosAfterTheLastRecordAreCut() {
        for (int zeros : new int[] {1, 3, 4, 7, 8, 100, 5000, 100_000}) {
            disk = new SimulatedDisk(1);
            write("one", "two");
            overwrite(FIRST, disk.length(FIRST), ByteBuffer.allocate(zeros));
            assertEquals(List.of("one", "two"), reopen(), zeros + " zeros");
        }
    }

    @Test
    void anUnsyncedRecordWhoseFirstSectorWasLostIsDroppedWithThoseAfterIt() {
        SegmentedLog log = SegmentedLog.open(disk, SMALL);
        appendAndCommit(log, "one");
        log.append(bytes("x".repeat(900)));
        log.append(bytes("y".repeat(900)));
        log.awaitCommitted(log.endPosition());
        disk.killProcess();
        overwrite(FIRST, 512, ByteBuffer.allocate(512));
        assertEquals(List.of("one"), reopen());
    }

    @Test
    void aSyncedRecordWhoseSectorWasLostIsCorrupt() {
        SegmentedLog log = SegmentedLog.open(disk, SMALL);
        appendAndCommit(log, "one", "x".repeat(900), "y".repeat(900));
        appendAndCommit(log, "proves that what is before it was synced");
        disk.killProcess();
        overwrite(FIRST, 512, ByteBuffer.allocate(512));
        LogException e = assertFails(LogException.Kind.CORRUPT, () -> SegmentedLog.open(disk, SMALL));
        assertEquals(SegmentHeader.BYTES + 11, e.offset());
        assertEquals("/simulated/" + FIRST, e.file());
        assertTrue(e.getMessage().contains("/simulated/" + FIRST + ", offset 75: "), e.getMessage());
        assertTrue(e.getMessage().contains("proves that it had been synced"), e.getMessage());
    }

    @Test
    void anyFlippedBitIsReportedAndNothingIsCut() {
        String zeros = "\0".repeat(600);
        write("one", zeros, "two", zeros);
        byte[] whole = new byte[(int) disk.length(FIRST)];
        try (DiskFile file = disk.open(FIRST)) {
            file.read(0, ByteBuffer.wrap(whole));
        }
        for (int bit = 0; bit < whole.length * 8; bit++) {
            disk = new SimulatedDisk(1);
            try (DiskFile file = disk.create(FIRST)) {
                file.write(0, ByteBuffer.wrap(whole));
            }
            disk.flipBit(FIRST, bit / 8, bit % 8);
            LogException e = assertFails(LogException.Kind.CORRUPT, () -> SegmentedLog.open(disk, SMALL));
            assertTrue(e.offset() >= 0 && e.offset() <= bit / 8, "bit " + bit + ": " + e);
            assertEquals(whole.length, disk.length(FIRST));
        }
    }

    @Test
    void rubbishInTheLastRecordIsReportedThoughNothingFollows() {
        write("one", "two", "x".repeat(300));
        overwrite(FIRST, 100, bytes("rubbish"));
        LogException e = assertFails(LogException.Kind.CORRUPT, () -> SegmentedLog.open(disk, SMALL));
        assertEquals(SegmentHeader.BYTES + 22, e.offset());
    }

    @Test
    void damageInAnOlderSegmentIsReportedWhenItIsRead() {
        String[] records = new String[20];
        Arrays.fill(records, "r".repeat(500));
        write(records);
        disk.flipBit(FIRST, 700, 3);
        try (SegmentedLog log = SegmentedLog.open(disk, SMALL)) {
            LogException e = assertFails(LogException.Kind.CORRUPT, () -> readAll(log));
            assertEquals(SegmentHeader.BYTES + 508, e.offset());
            assertEquals("/simulated/" + FIRST, e.file());
            assertEquals(18, readFrom(log, 2 * 508).size());
        }
    }

    @Test
    void anOlderSegmentThatIsTooShortOrMissingIsReported() {
        String[] records = new String[20];
        Arrays.fill(records, "r".repeat(500));
        write(records);
        List<String> names = disk.list();
        assertEquals(3, names.size());
        long length = disk.length(names.get(1));
        cut(names.get(1), length - 1);
        LogException e = assertFails(LogException.Kind.CORRUPT, () -> SegmentedLog.open(disk, SMALL));
        assertEquals(length - 1, e.offset());
        assertTrue(e.getMessage().contains(names.get(1)), e.getMessage());
        disk.delete(names.get(1));
        e = assertFails(LogException.Kind.CORRUPT, () -> SegmentedLog.open(disk, SMALL));
        assertTrue(e.getMessage().contains("missing"), e.getMessage());
    }

    @Test
    void aSegmentWhoseMakingWasCutShortIsDropped() {
        String[] records = new String[7];
        Arrays.fill(records, "r".repeat(500));
        for (int headerBytes : new int[] {0, 1, 63, 64}) {
            disk = new SimulatedDisk(1);
            write(records);
            disk.create("0000000000000003556.log").write(0, ByteBuffer.allocate(headerBytes));
            assertEquals(List.of(records), reopen());
            assertEquals(List.of(FIRST), disk.list());
        }
    }

    @Test
    void aSegmentWhoseMakingWasNotSyncedIsMadeDurableBeforeTheOneBeforeItIsDropped() {
        for (int seed = 0; seed < 100; seed++) {
            disk = new SimulatedDisk(seed);
            SegmentedLog failing = SegmentedLog.open(disk, SMALL);
            appendAndCommit(failing, "r".repeat(1000), "r".repeat(1000), "r".repeat(1000), "r".repeat(1000));
            disk.failSync(disk.syncs() + 1 + seed % 2);
            failing.append(bytes("next"));
            assertFails(LogException.Kind.IO, () -> failing.awaitCommitted(failing.endPosition()));
            disk.killProcess();
            SegmentedLog reopened = SegmentedLog.open(disk, SMALL);
            reopened.trimBefore(reopened.endPosition());
            disk.crash();
            assertEquals(List.of(), reopen());
        }
    }

    @Test
    void theFirstSegmentMayHaveBeenCutShortToo() {
        disk.create(FIRST).write(0, ByteBuffer.allocate(10));
        assertEquals(List.of(), reopen());
    }

    @Test
    void aSegmentThatCameBeforeAnUnfinishedOneWasComplete() {
        String[] records = new String[7];
        Arrays.fill(records, "r".repeat(500));
        write(records);
        disk.create("0000000000000003556.log");
        cut(FIRST, disk.length(FIRST) - 3);
        assertFails(LogException.Kind.CORRUPT, () -> SegmentedLog.open(disk, SMALL));
    }

    @Test
    void aHeaderIsCheckedWhereRecordsDependOnIt() {
        write("one");
        disk.flipBit(FIRST, 3, 1);
        LogException e = assertFails(LogException.Kind.CORRUPT, () -> SegmentedLog.open(disk, SMALL));
        assertEquals(0, e.offset());
    }

    @Test
    void aFileUnderAnotherNameIsRefused() {
        write("one");
        ByteBuffer copy = ByteBuffer.allocate((int) disk.length(FIRST));
        disk.open(FIRST).read(0, copy);
        disk.delete(FIRST);
        disk.create("0000000000000000007.log").write(0, copy.flip());
        assertFails(LogException.Kind.CORRUPT, () -> SegmentedLog.open(disk, SMALL));
    }

    @Test
    void aNewerFormatIsRefusedAndSaysSo() {
        disk.create(FIRST).write(0, new SegmentHeader(2, 0, 0, 0).encode());
        LogException e = assertFails(LogException.Kind.NEWER_FORMAT, () -> SegmentedLog.open(disk, SMALL));
        assertTrue(e.getMessage().contains(FIRST + " has format version 2"), e.getMessage());
    }

    @Test
    void otherFilesAreLeftAlone() {
        for (String name :
                new String[] {"notes.txt", "000.log", "9999999999999999999.log", "x000000000000000000.log"}) {
            disk.create(name).write(0, bytes("mine"));
        }
        write("one");
        assertEquals(List.of("one"), reopen());
        assertEquals(5, disk.list().size());
    }

    @Test
    void onlyTheLastSegmentIsRead() {
        String[] records = new String[200];
        Arrays.fill(records, "r".repeat(500));
        write(records);
        WatchedDisk watched = new WatchedDisk(disk);
        try (SegmentedLog log = SegmentedLog.open(watched, SMALL)) {
            assertEquals(0, log.startPosition());
            assertTrue(watched.bytesRead.get() <= 3 * SMALL.segmentBytes(), "read " + watched.bytesRead);
        }
    }
}
