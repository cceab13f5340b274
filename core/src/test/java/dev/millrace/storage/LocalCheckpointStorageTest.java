package dev.millrace.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.millrace.MillraceException;
import dev.millrace.MillraceException.Kind;
import dev.millrace.log.Disk;
import dev.millrace.log.LogEnvironment;
import dev.millrace.log.SyncPolicy;
import dev.millrace.log.simulation.SimulatedDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalCheckpointStorageTest {
    private static final int LARGE = LocalCheckpointStorage.LARGE_OBJECT_BYTES + 1;

    @TempDir
    private Path directory = Path.of("");

    private LocalCheckpointStorage open() {
        return LocalCheckpointStorage.open(directory, SyncPolicy.everyCommit());
    }

    private static StoredObject object(String name, String content) {
        return new StoredObject(name, ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8)));
    }

    private static StoredObject random(String name, int length, long seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return new StoredObject(name, ByteBuffer.wrap(bytes));
    }

    private static String text(ByteBuffer content) {
        return StandardCharsets.UTF_8.decode(content).toString();
    }

    private static MillraceException failure(org.junit.jupiter.api.function.Executable call) {
        return assertThrows(MillraceException.class, call);
    }

    @Test
    void objectsOutliveTheProcess() {
        try (LocalCheckpointStorage storage = open()) {
            storage.create(List.of(object("a/1", "one"), object("a/2", ""), object("b/1", "other")));
            storage.create(random("a/large", LARGE, 1));
            storage.create(object("a/3", "three"));
            storage.delete(List.of("a/3", "never there"));
        }
        try (LocalCheckpointStorage storage = open()) {
            assertEquals(List.of("a/1", "a/2", "a/large"), storage.list("a/"));
            assertEquals("one", text(storage.read("a/1")));
            assertEquals("", text(storage.read("a/2")));
            assertEquals(random("a/large", LARGE, 1).content(), storage.read("a/large"));
            assertEquals(Kind.CORRUPT_DATA, failure(() -> storage.read("a/3")).kind());
            storage.create(object("a/3", "again"));
            assertEquals("again", text(storage.read("a/3")));
        }
    }

    @Test
    void anObjectIsCreatedOnce() {
        try (LocalCheckpointStorage storage = open()) {
            storage.create(object("a", "one"));
            MillraceException failure =
                    failure(() -> storage.create(List.of(object("b", "two"), object("a", "three"))));
            assertTrue(String.valueOf(failure.getMessage()).contains("'a' is there already"));
            assertEquals(List.of("a"), storage.list(""), "all or none");
            assertEquals("one", text(storage.read("a")));
        }
    }

    @Test
    void aDirectoryInUseIsRefused() {
        try (LocalCheckpointStorage storage = open()) {
            MillraceException failure = failure(this::open);
            assertEquals(Kind.CONFIGURATION, failure.kind());
            assertTrue(String.valueOf(failure.getMessage()).contains(directory.toString()), failure.getMessage());
            storage.create(object("a", "still works"));
        }
    }

    @Test
    void aDirectoryThatCannotBeUsedIsAMatterOfConfiguration() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "no directory");
        MillraceException failure = failure(() -> LocalCheckpointStorage.open(file, SyncPolicy.everyCommit()));
        assertEquals(Kind.CONFIGURATION, failure.kind());
        assertTrue(String.valueOf(failure.getMessage()).contains(file.toString()), failure.getMessage());
    }

    @Test
    void aDirectoryThatCannotBeWrittenIsAMatterOfConfiguration() throws IOException {
        Path readOnly = Files.createDirectory(directory.resolve("read-only"));
        assumeTrue(readOnly.toFile().setWritable(false) && !Files.isWritable(readOnly), "this user may write anywhere");
        MillraceException failure = failure(() -> LocalCheckpointStorage.open(readOnly, SyncPolicy.everyCommit()));
        assertEquals(Kind.CONFIGURATION, failure.kind());
        assertTrue(
                String.valueOf(failure.getMessage()).contains("can't be written by this user"), failure.getMessage());
    }

    @Test
    void aDiskThatFailsWhileACheckpointIsOpenedIsAMatterOfTheOutside() {
        SimulatedDisk disk = new SimulatedDisk(1);
        disk.failSync(1);
        LocalCheckpointStorage storage =
                LocalCheckpointStorage.open(disk, SyncPolicy.everyCommit(), LogEnvironment.shared());
        assertEquals(
                Kind.EXTERNAL_SYSTEM,
                failure(() -> storage.create(object("a", "one"))).kind());
        disk.killProcess();
        disk.crashAtSync(disk.syncs() + 1);
        MillraceException failure =
                failure(() -> LocalCheckpointStorage.open(disk, SyncPolicy.everyCommit(), LogEnvironment.shared())
                        .create(object("b", "two")));
        assertEquals(Kind.EXTERNAL_SYSTEM, failure.kind(), failure.getMessage());
        assertTrue(disk.isDown());
        MillraceException atOpening =
                failure(() -> LocalCheckpointStorage.open(disk, SyncPolicy.everyCommit(), LogEnvironment.shared()));
        assertEquals(Kind.EXTERNAL_SYSTEM, atOpening.kind(), atOpening.getMessage());
    }

    @Test
    void aFlippedBitInALargeObjectIsReportedWithFileAndOffset() throws IOException {
        try (LocalCheckpointStorage storage = open()) {
            storage.create(random("large", LARGE, 1));
        }
        Path file = onlyFile(directory.resolve("objects"));
        byte[] bytes = Files.readAllBytes(file);
        bytes[200_000] ^= 4;
        Files.write(file, bytes);
        try (LocalCheckpointStorage storage = open()) {
            MillraceException failure = failure(() -> storage.read("large"));
            assertEquals(Kind.CORRUPT_DATA, failure.kind());
            assertTrue(String.valueOf(failure.getMessage()).contains(file + " at byte 196634"), failure.getMessage());
        }
    }

    @Test
    void aFlippedBitInASmallObjectIsReportedWithFileAndOffset() throws IOException {
        try (LocalCheckpointStorage storage = open()) {
            storage.create(object("a", "some content"));
            storage.create(object("b", "more content"));
        }
        Path file = onlyFile(directory.resolve("log"));
        byte[] bytes = Files.readAllBytes(file);
        int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("some");
        bytes[at] ^= 1;
        Files.write(file, bytes);
        MillraceException failure = failure(this::open);
        assertEquals(Kind.CORRUPT_DATA, failure.kind());
        assertTrue(String.valueOf(failure.getMessage()).contains(file.toString()), failure.getMessage());
    }

    @Test
    void aNewerFormatIsRefused() throws IOException {
        try (LocalCheckpointStorage storage = open()) {
            storage.create(random("large", LARGE, 1));
        }
        Path file = onlyFile(directory.resolve("objects"));
        byte[] bytes = Files.readAllBytes(file);
        bytes[5] = 2;
        Files.write(file, bytes);
        try (LocalCheckpointStorage storage = open()) {
            MillraceException failure = failure(() -> storage.read("large"));
            assertEquals(Kind.CONFIGURATION, failure.kind());
            assertTrue(String.valueOf(failure.getMessage()).contains("newer"), failure.getMessage());
        }
    }

    @Test
    void whatACrashLeftOfALargeObjectIsRemoved() throws IOException {
        open().close();
        Files.writeString(directory.resolve("objects").resolve("77-1"), "half", StandardOpenOption.CREATE);
        try (LocalCheckpointStorage storage = open()) {
            storage.create(random("large", LARGE, 1));
            assertEquals(1, count(directory.resolve("objects")));
            storage.delete(List.of("large"));
            storage.create(object("after", "the tombstone is durable now"));
            assertEquals(0, count(directory.resolve("objects")));
        }
    }

    @Test
    void compactionKeepsTheLogSmallAndLosesNothing() throws IOException {
        Map<String, ByteBuffer> expected = new TreeMap<>();
        try (LocalCheckpointStorage storage = LocalCheckpointStorage.open(
                dev.millrace.log.LocalDisk.open(directory),
                SyncPolicy.operatingSystem(),
                LogEnvironment.shared(),
                1 << 20)) {
            StoredObject keeper = random("keeper", LARGE, 5);
            storage.create(keeper);
            expected.put("keeper", keeper.content());
            for (int i = 0; i < 2000; i++) {
                StoredObject small = random("small/" + i, 20_000, i);
                storage.create(small);
                expected.put(small.name(), small.content());
                if (i >= 10) {
                    storage.delete(List.of("small/" + (i - 10)));
                    expected.remove("small/" + (i - 10));
                }
            }
            expected.forEach((name, content) -> assertEquals(content, storage.read(name), name));
        }
        try (LocalCheckpointStorage storage = open();
                Stream<Path> files = Files.walk(directory.resolve("log"))) {
            assertEquals(List.copyOf(expected.keySet()), storage.list(""));
            expected.forEach((name, content) -> assertEquals(content, storage.read(name), name));
            long bytes = files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
            assertTrue(bytes < 16 << 20, bytes + " bytes for 200 kB of objects");
        }
    }

    /** The machine stops in every write and every sync: what create had returned is there, and nothing is half there. */
    @Test
    void whatWasCreatedSurvivesACrashAtEveryWriteAndSync() {
        int crashes = 0;
        for (boolean atSync : new boolean[] {false, true}) {
            boolean reached = true;
            for (int at = 1; reached; at++) {
                SimulatedDisk disk = new SimulatedDisk(at);
                if (atSync) {
                    disk.crashAtSync(at);
                } else {
                    disk.crashAtWrite(at);
                }
                List<StoredObject> created = new ArrayList<>();
                reached = !runUntilCrash(disk, created);
                crashes += reached ? 1 : 0;
                disk.crash();
                disk.crashAtWrite(Long.MAX_VALUE);
                disk.crashAtSync(Long.MAX_VALUE);
                checkAfterCrash(disk, created, (atSync ? "sync " : "write ") + at);
            }
        }
        assertTrue(crashes > 20, crashes + " crashes");
    }

    @Test
    void whatIsCreatedAheadTakesNoSyncAndCanBeRead() {
        SimulatedDisk disk = new SimulatedDisk(1);
        try (LocalCheckpointStorage storage = open(disk)) {
            storage.create(object("a", "one"));
            long before = disk.syncs();
            storage.createAhead(List.of(object("b", "two"), object("c", "three")));
            assertEquals(before, disk.syncs());
            assertEquals(List.of("a", "b", "c"), storage.list(""));
            assertEquals(
                    Kind.INTERNAL,
                    failure(() -> storage.create(object("b", "again"))).kind());
            storage.create(object("d", "four"));
            assertEquals(before + 1, disk.syncs());
            storage.createAhead(List.of(object("e", "five")));
            assertEquals("five", text(storage.read("e")));
        }
    }

    /** The machine stops in every write and every sync: whatever is there has all that was created ahead of it. */
    @Test
    void whatWasCreatedAheadIsThereIfALaterObjectIs() {
        int later = 0;
        for (boolean isLarge : new boolean[] {false, true}) {
            for (boolean atSync : new boolean[] {false, true}) {
                boolean reached = true;
                for (int at = 1; reached; at++) {
                    SimulatedDisk disk = new SimulatedDisk(at);
                    if (atSync) {
                        disk.crashAtSync(at);
                    } else {
                        disk.crashAtWrite(at);
                    }
                    int created = createPairsUntilCrash(disk, isLarge ? LARGE : 3_000);
                    reached = disk.isDown();
                    disk.crash();
                    disk.crashAtWrite(Long.MAX_VALUE);
                    disk.crashAtSync(Long.MAX_VALUE);
                    later += checkPairs(disk, isLarge ? LARGE : 3_000, created);
                }
            }
        }
        assertTrue(later > 20, later + " objects were there");
    }

    private static int createPairsUntilCrash(SimulatedDisk disk, int length) {
        int created = 0;
        try {
            LocalCheckpointStorage storage = open(disk);
            while (created < 4) {
                storage.createAhead(
                        List.of(random("ahead/" + created, length, created), random("tiny/" + created, 1, created)));
                storage.create(object("later/" + created, "names both"));
                created++;
            }
        } catch (MillraceException e) {
            assertTrue(disk.isDown(), () -> "it failed without a crash: " + e);
        }
        return created;
    }

    private static int checkPairs(SimulatedDisk disk, int length, int created) {
        try (LocalCheckpointStorage storage = open(disk)) {
            List<String> later = storage.list("later/");
            assertTrue(later.size() >= created, later + " of " + created);
            for (int i = 0; i < later.size(); i++) {
                assertEquals(random("", length, i).content(), storage.read("ahead/" + i));
                assertEquals(random("", 1, i).content(), storage.read("tiny/" + i));
            }
            return later.size();
        }
    }

    /** Whether it came to its end. */
    private static boolean runUntilCrash(SimulatedDisk disk, List<StoredObject> created) {
        try {
            LocalCheckpointStorage storage = open(disk);
            for (int i = 0; i < 4; i++) {
                List<StoredObject> some = List.of(
                        random("small/" + i, 100, i), random("large/" + i, LARGE, i), random("tiny/" + i, 1, i));
                storage.create(some);
                created.addAll(some);
                if (i > 1) {
                    storage.delete(List.of("small/" + (i - 2), "large/" + (i - 2)));
                    int gone = i - 2;
                    created.removeIf(object ->
                            object.name().endsWith("/" + gone) && !object.name().startsWith("tiny"));
                }
            }
            return true;
        } catch (MillraceException e) {
            assertTrue(disk.isDown(), () -> "it failed without a crash: " + e);
            return false;
        }
    }

    private static void checkAfterCrash(SimulatedDisk disk, List<StoredObject> created, String when) {
        try (LocalCheckpointStorage storage = open(disk)) {
            for (StoredObject object : created) {
                assertEquals(object.content(), storage.read(object.name()), object.name() + " after " + when);
            }
            for (String name : storage.list("")) {
                int number = Integer.parseInt(name.substring(name.indexOf('/') + 1));
                int length = name.startsWith("small") ? 100 : name.startsWith("large") ? LARGE : 1;
                assertEquals(random(name, length, number).content(), storage.read(name), name + " after " + when);
            }
            storage.create(object("later", "it can go on"));
        }
    }

    private static LocalCheckpointStorage open(Disk disk) {
        return LocalCheckpointStorage.open(
                disk, SyncPolicy.everyCommit(), LogEnvironment.of(java.time.InstantSource.system(), new NoScheduler()));
    }

    /** Nothing runs in the background: every commit is waited for. */
    private static final class NoScheduler implements dev.millrace.log.LogScheduler {
        @Override
        public void execute(Runnable task) {}

        @Override
        public void schedule(Runnable task, java.time.Duration delay) {}
    }

    private static Path onlyFile(Path in) throws IOException {
        try (Stream<Path> files = Files.list(in)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !String.valueOf(file.getFileName()).contains("lock"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static long count(Path in) throws IOException {
        try (Stream<Path> files = Files.list(in)) {
            return files.count();
        }
    }
}
