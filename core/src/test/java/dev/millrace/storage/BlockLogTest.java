package dev.millrace.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.MillraceException;
import dev.millrace.MillraceException.Kind;
import dev.millrace.batch.MemoryStorage;
import dev.millrace.log.LogEnvironment;
import dev.millrace.log.SyncPolicy;
import dev.millrace.log.simulation.SimulatedDisk;
import dev.millrace.log.simulation.SimulatedTime;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What both kinds of block logs do, and what only one does. */
class BlockLogTest {
    /** Where blocks lie. */
    enum Where {
        SEGMENTS,
        OBJECTS;

        /** Opens the same storage each time. */
        Supplier<CheckpointStorage> storage() {
            if (this == OBJECTS) {
                MemoryStorage memory = new MemoryStorage();
                return () -> memory;
            }
            SimulatedDisk disk = new SimulatedDisk(1);
            return () -> LocalCheckpointStorage.open(
                    disk, SyncPolicy.everyCommit(), LogEnvironment.of(Instant::now, new SimulatedTime(Instant.EPOCH)));
        }
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }

    private static String read(BlockLog log, Block block) {
        return UTF_8.decode(log.reader().read(block)).toString();
    }

    private static void append(BlockLog log, long first, int records, String content) {
        log.awaitDurable(log.append(first, records, bytes(content)));
    }

    @ParameterizedTest
    @EnumSource
    void whatWasAppendedIsReadAgainAndFoundAtTheNextStart(Where where) {
        Supplier<CheckpointStorage> storages = where.storage();
        List<Block> blocks = new ArrayList<>();
        try (CheckpointStorage storage = storages.get();
                BlockLog log = storage.openBlockLog("a/b: c")) {
            assertEquals(List.of(), log.found());
            blocks.add(log.append(0, 3, bytes("one")));
            blocks.add(log.append(3, 1, bytes("")));
            log.awaitDurable(blocks.get(1));
            blocks.add(log.append(4, 9, bytes("three")));
            log.awaitDurable(blocks.get(2));
            assertEquals("one", read(log, blocks.get(0)));
            assertEquals("three", read(log, blocks.get(2)));
        }
        try (CheckpointStorage storage = storages.get();
                BlockLog log = storage.openBlockLog("a/b: c")) {
            assertEquals(blocks, log.found());
            assertEquals("one", read(log, blocks.get(0)));
            assertEquals("", read(log, blocks.get(1)));
            append(log, 13, 1, "four");
        }
        try (CheckpointStorage storage = storages.get();
                BlockLog log = storage.openBlockLog("a/b: c");
                BlockLog other = storage.openBlockLog("a/b")) {
            assertEquals(4, log.found().size());
            assertEquals("four", read(log, log.found().get(3)));
            assertEquals(List.of(), other.found());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aDeletedLogIsEmpty(Where where) {
        Supplier<CheckpointStorage> storages = where.storage();
        try (CheckpointStorage storage = storages.get()) {
            storage.deleteBlockLog("in");
            try (BlockLog log = storage.openBlockLog("in");
                    BlockLog other = storage.openBlockLog("in2")) {
                append(log, 0, 1, "gone");
                append(other, 0, 1, "kept");
            }
            storage.deleteBlockLog("in");
            try (BlockLog log = storage.openBlockLog("in");
                    BlockLog other = storage.openBlockLog("in2")) {
                assertEquals(List.of(), log.found());
                assertEquals(1, other.found().size());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsNotNeededMayGoAndWhatIsNeededStays(Where where) {
        Supplier<CheckpointStorage> storages = where.storage();
        try (CheckpointStorage storage = storages.get();
                BlockLog log = storage.openBlockLog("in")) {
            for (int i = 0; i < 10; i++) {
                append(log, i, 1, "block " + i);
            }
        }
        try (CheckpointStorage storage = storages.get();
                BlockLog log = storage.openBlockLog("in")) {
            List<Block> found = log.found();
            log.delete(found.subList(0, 4), found.get(4));
            for (int i = 4; i < 10; i++) {
                assertEquals("block " + i, read(log, found.get(i)));
            }
            log.delete(found.subList(4, 10), null);
            append(log, 10, 1, "block 10");
        }
        try (CheckpointStorage storage = storages.get();
                BlockLog log = storage.openBlockLog("in")) {
            Block last = log.found().get(log.found().size() - 1);
            assertEquals("block 10", read(log, last));
        }
    }

    @Test
    void objectsThatAreNotNeededAreDeletedAndTheNumbersGoOn() {
        MemoryStorage storage = new MemoryStorage();
        BlockLog log = storage.openBlockLog("in");
        for (int i = 0; i < 5; i++) {
            append(log, i, 1, "x");
        }
        log.delete(log.found(), null);
        assertEquals(List.of("blocks/in/0000000000000005"), List.copyOf(storage.objects.keySet()));
        BlockLog next = storage.openBlockLog("in");
        assertEquals(1, next.found().size(), "the last object stays, so that its number is known");
        append(next, 5, 1, "y");
        assertTrue(storage.objects.containsKey("blocks/in/0000000000000007"));
    }

    @Test
    void blocksThatWaitTogetherBecomeOneObject() {
        MemoryStorage storage = new MemoryStorage();
        BlockLog log = storage.openBlockLog("in");
        Block first = log.append(0, 1, bytes("first"));
        Block second = log.append(1, 2, bytes("second"));
        log.awaitDurable(second);
        assertEquals(2, storage.objects.size(), "one that marks the start and one for both blocks");
        assertEquals("first", read(log, first));
        assertEquals("second", read(log, second));
        assertEquals(List.of(first, second), storage.openBlockLog("in").found());
    }

    @Test
    void aDriverThatWasReplacedFailsBeforeItAcknowledges() {
        MemoryStorage storage = new MemoryStorage();
        BlockLog old = storage.openBlockLog("in");
        append(old, 0, 1, "mine");
        BlockLog young = storage.openBlockLog("in");
        assertEquals(1, young.found().size());
        Block late = old.append(1, 1, bytes("late"));
        MillraceException refused = assertThrows(MillraceException.class, () -> old.awaitDurable(late));
        assertEquals(Kind.CONFIGURATION, refused.kind());
        assertTrue(String.valueOf(refused.getMessage()).contains("a later start of the program has taken over"));
        assertThrows(MillraceException.class, () -> old.append(2, 1, bytes("later")));
        append(young, 1, 1, "next");
        assertEquals(2, storage.openBlockLog("in").found().size());
    }

    @Test
    void damageIsReportedWithTheNameOfTheObject() {
        MemoryStorage storage = new MemoryStorage();
        BlockLog log = storage.openBlockLog("in");
        Block block = log.append(0, 1, bytes("x"));
        log.awaitDurable(block);
        storage.objects.put("blocks/in/0000000000000001", new byte[] {1, 0, 0, 0, 7, 0});
        MillraceException damaged =
                assertThrows(MillraceException.class, () -> log.reader().read(block));
        assertEquals(Kind.CORRUPT_DATA, damaged.kind());
        assertTrue(String.valueOf(damaged.getMessage()).contains("blocks/in/0000000000000001"));
        storage.objects.put("blocks/in/0000000000000001", new byte[] {9, 0, 0, 0, 0});
        assertEquals(
                Kind.CONFIGURATION,
                assertThrows(MillraceException.class, () -> storage.openBlockLog("in"))
                        .kind());
    }
}
