package dev.millrace.log.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.log.DiskFile;
import dev.millrace.log.LogException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The simulated disk must lose what real ones lose, else the tests that stand on it prove nothing. */
class SimulatedDiskTest {

    private static ByteBuffer filled(int bytes) {
        byte[] content = new byte[bytes];
        Arrays.fill(content, (byte) 1);
        return ByteBuffer.wrap(content);
    }

    @Test
    void whatIsSyncedSurvivesAndWhatIsNotIsLostInManyWays() {
        Set<String> outcomes = new HashSet<>();
        for (long seed = 0; seed < 300; seed++) {
            SimulatedDisk disk = new SimulatedDisk(seed);
            DiskFile file = disk.create("f");
            file.write(0, filled(700));
            file.sync();
            disk.syncDirectory();
            file.write(700, filled(1300));
            disk.crash();
            byte[] content = new byte[(int) disk.length("f")];
            disk.open("f").read(0, ByteBuffer.wrap(content));
            assertTrue(content.length >= 700 && content.length <= 2000);
            for (int i = 0; i < 700; i++) {
                assertEquals(1, content[i]);
            }
            StringBuilder outcome = new StringBuilder(content.length == 2000 ? "long" : "short");
            for (int sector = 512; sector < content.length; sector += 512) {
                outcome.append(content[Math.min(sector + 511, content.length - 1)]);
            }
            outcomes.add(outcome.toString());
        }
        assertTrue(outcomes.containsAll(Set.of("long000", "long111", "long010", "long001", "short0")), "" + outcomes);
    }

    @Test
    void filesMadeOrDeletedWithoutADirectorySyncMayVanishOrReappear() {
        Set<List<String>> outcomes = new HashSet<>();
        for (long seed = 0; seed < 200; seed++) {
            SimulatedDisk disk = new SimulatedDisk(seed);
            disk.create("old");
            disk.syncDirectory();
            disk.create("new").sync();
            disk.delete("old");
            disk.crash();
            outcomes.add(disk.list());
        }
        assertEquals(Set.of(List.of(), List.of("new"), List.of("new", "old"), List.of("old")), outcomes);
    }

    @Test
    void aKilledProcessLosesOnlyItsFilesAndLocks() {
        SimulatedDisk disk = new SimulatedDisk(1);
        DiskFile file = disk.create("f");
        file.write(0, filled(10));
        disk.lock();
        assertFails(LogException.Kind.LOCKED, disk::lock);
        disk.killProcess();
        assertEquals(10, disk.length("f"));
        assertFails(LogException.Kind.IO, file::sync);
        disk.lock();
    }

    @Test
    void theMachineStopsAtTheGivenStepAndStaysDown() {
        SimulatedDisk disk = new SimulatedDisk(1);
        DiskFile file = disk.create("f");
        disk.crashAtWrite(3);
        file.write(0, filled(1));
        assertFails(LogException.Kind.IO, () -> file.write(1, filled(1)));
        assertTrue(disk.isDown());
        assertEquals(3, disk.writes());
        assertFails(LogException.Kind.IO, disk::list);
        disk.crash();
        disk.crashAtSync(1);
        assertFails(LogException.Kind.IO, disk::syncDirectory);
        assertTrue(disk.isDown());
    }

    @Test
    void afterAFailedSyncTheBytesAreSeenButNotAllStored() {
        int lost = 0;
        for (long seed = 0; seed < 100; seed++) {
            SimulatedDisk disk = new SimulatedDisk(seed);
            DiskFile file = disk.create("f");
            disk.syncDirectory();
            file.write(0, filled(512));
            disk.failSync(2);
            assertFails(LogException.Kind.IO, file::sync);
            file.sync();
            ByteBuffer seen = ByteBuffer.allocate(1);
            file.read(0, seen);
            assertEquals(1, seen.get(0));
            disk.crash();
            ByteBuffer stored = ByteBuffer.allocate(1);
            disk.open("f").read(0, stored);
            lost += 1 - stored.get(0);
        }
        assertTrue(lost > 20 && lost < 80, "lost " + lost);
    }

    @Test
    void theSameSeedLosesTheSameBytes() {
        assertEquals(lengthsAfterCrash(7), lengthsAfterCrash(7));
    }

    private static List<Long> lengthsAfterCrash(long seed) {
        SimulatedDisk disk = new SimulatedDisk(seed);
        for (int i = 0; i < 20; i++) {
            disk.create("f" + i).write(0, filled(1000));
        }
        disk.crash();
        return disk.list().stream().map(disk::length).toList();
    }

    @Test
    void directoriesWithinAreApart() {
        SimulatedDisk disk = new SimulatedDisk(1);
        disk.directory("a").create("f");
        disk.directory("a").directory("b").create("g");
        assertEquals(List.of(), disk.list());
        assertEquals(List.of("a"), disk.directories());
        assertEquals(List.of("b"), disk.directory("a").directories());
        disk.deleteDirectory("a");
        assertEquals(List.of(), disk.directories());
    }

    private static void assertFails(LogException.Kind kind, org.junit.jupiter.api.function.Executable action) {
        assertEquals(kind, assertThrows(LogException.class, action).kind());
    }
}
