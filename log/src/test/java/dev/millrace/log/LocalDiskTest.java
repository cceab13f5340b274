package dev.millrace.log;

import static dev.millrace.log.LogFixtures.SMALL;
import static dev.millrace.log.LogFixtures.appendAndCommit;
import static dev.millrace.log.LogFixtures.assertFails;
import static dev.millrace.log.LogFixtures.bytes;
import static dev.millrace.log.LogFixtures.readAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalDiskTest {

    @TempDir
    private Path directory;

    @Test
    void aFileHoldsWhatWasWritten() {
        LocalDisk disk = LocalDisk.open(directory.resolve("a/b"));
        try (DiskFile file = disk.create("data")) {
            file.write(0, bytes("hello"));
            file.write(3, ByteBuffer.allocateDirect(4).put(bytes("p me")).flip());
            file.sync();
            assertEquals(7, file.length());
            ByteBuffer read = ByteBuffer.allocate(10);
            assertEquals(6, file.read(1, read));
            assertEquals(bytes("elp me"), read.flip());
            file.truncate(4);
            assertEquals(4, disk.length("data"));
            assertFails(LogException.Kind.FILE_EXISTS, () -> disk.create("data"));
        }
        disk.syncDirectory();
        assertEquals(List.of("data"), disk.list());
        disk.delete("data");
        disk.delete("data");
        assertEquals(List.of(), disk.list());
        assertFails(LogException.Kind.FILE_MISSING, () -> disk.open("data"));
        assertFails(LogException.Kind.FILE_MISSING, () -> disk.length("data"));
    }

    @Test
    void directoriesAreMadeListedAndDeleted() throws IOException {
        LocalDisk disk = LocalDisk.open(directory);
        disk.directory("one").create("data").close();
        disk.directory("one").directory("inner").create("more").close();
        disk.directory("two");
        assertEquals(List.of("one", "two"), disk.directories());
        assertEquals(List.of(), disk.list());
        disk.deleteDirectory("one");
        disk.deleteDirectory("one");
        assertEquals(List.of("two"), disk.directories());
        assertFalse(Files.exists(directory.resolve("one")));
    }

    @Test
    void namesDoNotLeadOutOfTheDirectory() {
        LocalDisk disk = LocalDisk.open(directory);
        for (String name : new String[] {"", ".", "..", "../x", "a/b", "/etc"}) {
            assertThrows(IllegalArgumentException.class, () -> disk.create(name), name);
        }
    }

    @Test
    void aDirectoryThatCannotBeMadeIsNamed() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        LogException e = assertFails(LogException.Kind.UNUSABLE, () -> LocalDisk.open(file.resolve("inner")));
        assertTrue(e.getMessage().contains(file.resolve("inner").toString()), e.getMessage());
    }

    /** Regression: a missing file, as it were, of a log that had lost it. */
    @Test
    void aPlaceWhereNoDirectoryCanBeMadeIsNoMissingFile() {
        Path place = Path.of("/proc/log");
        assumeTrue(Files.exists(place.getParent()));
        LogException e = assertFails(LogException.Kind.UNUSABLE, () -> LocalDisk.open(place));
        assertTrue(e.getMessage().contains("Choose another directory"), e.getMessage());
    }

    @Test
    void anInterruptNeitherFailsACallNorClosesTheFile() {
        LocalDisk disk = LocalDisk.open(directory);
        try (SegmentedLog log = SegmentedLog.open(disk, SMALL)) {
            Thread.currentThread().interrupt();
            appendAndCommit(log, "one");
            assertEquals(List.of("one"), readAll(log));
            appendAndCommit(log, "two");
            assertTrue(Thread.interrupted());
            appendAndCommit(log, "three");
            assertEquals(List.of("one", "two", "three"), readAll(log));
        }
    }

    @Test
    void aFullDeviceIsToldFromOtherFailures() {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.exists(full));
        try (LocalFile file = LocalFile.open(full, "full", StandardOpenOption.WRITE)) {
            LogException e = assertFails(LogException.Kind.DISK_FULL, () -> file.write(10, bytes("x")));
            assertTrue(e.getMessage().contains("/dev/full, offset 10: "), e.getMessage());
            assertTrue(e.getMessage().contains("make room"), e.getMessage());
        }
    }

    @Test
    void aDirectoryIsLockedWithinTheProcess() throws IOException {
        LocalDisk disk = LocalDisk.open(directory);
        Closeable lock = disk.lock();
        LogException e = assertFails(LogException.Kind.LOCKED, disk::lock);
        assertTrue(e.getMessage().contains(directory.toRealPath().toString()), e.getMessage());
        assertFails(LogException.Kind.LOCKED, () -> LocalDisk.open(directory).lock());
        lock.close();
        lock.close();
        Closeable again = LocalDisk.open(directory).lock();
        lock.close();
        assertFails(LogException.Kind.LOCKED, disk::lock);
        again.close();
    }

    @Test
    void aLockCoversTheDirectoriesWithin() throws IOException {
        LocalDisk disk = LocalDisk.open(directory);
        Closeable outer = disk.lock();
        Closeable inner = disk.directory("shard").lock();
        assertFalse(Files.exists(directory.resolve("shard/lock")));
        assertFails(LogException.Kind.LOCKED, () -> disk.directory("shard").lock());
        inner.close();
        outer.close();
        Closeable alone = disk.directory("shard").lock();
        assertTrue(Files.exists(directory.resolve("shard/lock")));
        alone.close();
    }

    @Test
    void aSecondLogInTheSameDirectoryIsRefusedUntilTheFirstIsClosed() {
        try (SegmentedLog log = SegmentedLog.open(LocalDisk.open(directory), SMALL)) {
            appendAndCommit(log, "one");
            assertFails(LogException.Kind.LOCKED, () -> SegmentedLog.open(LocalDisk.open(directory), SMALL));
        }
        try (SegmentedLog log = SegmentedLog.open(LocalDisk.open(directory), SMALL)) {
            assertEquals(List.of("one"), readAll(log));
        }
    }
}
