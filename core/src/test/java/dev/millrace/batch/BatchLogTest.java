package dev.millrace.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.MillraceException;
import dev.millrace.MillraceException.Kind;
import dev.millrace.batch.BatchRecord.Seal;
import dev.millrace.batch.BatchRecord.Totals;
import dev.millrace.connector.Position;
import dev.millrace.storage.StateFile;
import dev.millrace.storage.StoredObject;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BatchLogTest {
    private final MemoryStorage storage = new MemoryStorage();

    private BatchLog started() {
        BatchLog log = BatchLog.open(storage);
        log.append(Records.claim(log.history().epoch() + 1), Records.registry());
        return log;
    }

    private static void tidy(BatchLog log) {
        log.deleteGarbage();
        if (log.isCompactionDue()) {
            log.compact();
        }
    }

    private static MillraceException refused(org.junit.jupiter.api.function.Executable call) {
        return assertThrows(MillraceException.class, call);
    }

    @Test
    void aSealedBatchWithoutDoneIsInDoubtAfterReopening() {
        BatchLog log = started();
        log.append(Records.seal(1, 1), Records.done(1, 1));
        log.append(Records.seal(2, 1));
        BatchHistory found = BatchLog.open(storage).history();
        assertEquals(1, found.lastDone());
        assertEquals(2, Objects.requireNonNull(found.inDoubt().get(0)).batch());
        assertEquals(Map.of("a", Position.ofLong(10)), found.positions("clicks"));
        assertEquals(Records.time(2), found.lastTime());
        assertEquals("staged-1", found.lastOutputs().get(0).outputs().get(0).name());
        assertEquals(1, found.stateFiles().size());
    }

    @Test
    void whatWasPublishedAtAnOrderlyStopIsNotPublishedAgain() {
        BatchLog log = started();
        log.append(Records.seal(1, 1), Records.done(1, 1));
        log.append(new BatchRecord.Published(1));
        assertTrue(BatchLog.open(storage).history().lastOutputs().isEmpty());
    }

    @Test
    void aSecondDriverFencesTheFirst() {
        BatchLog first = started();
        BatchLog second = BatchLog.open(storage);
        second.append(Records.claim(2), Records.registry());
        MillraceException failure = refused(() -> first.append(Records.seal(1, 1)));
        assertEquals(Kind.CONFIGURATION, failure.kind());
        assertTrue(String.valueOf(failure.getMessage()).contains("taken over"), failure.getMessage());
        second.append(Records.seal(1, 2));
    }

    /** Once the name that it would have created was free again, and what it did counted. */
    @Test
    void aDriverIsFencedHoweverMuchItsSuccessorsDidWhileItSlept() {
        BatchLog first = BatchLog.open(storage, 3);
        first.append(Records.claim(1), Records.registry());
        first.append(Records.seal(1, 1));
        BatchLog second = BatchLog.open(storage, 3);
        second.append(Records.claim(2), Records.registry());
        BatchLog asleepToo = second;
        BatchLog third = BatchLog.open(storage, 3);
        third.append(Records.claim(3), Records.registry());
        third.append(Records.done(1, 3));
        for (long batch = 2; batch <= 20; batch++) {
            third.append(Records.seal(batch, 3), Records.done(batch, 3));
            tidy(third);
        }
        BatchLog fourth = BatchLog.open(storage, 3);
        fourth.append(Records.claim(4));
        for (long batch = 21; batch <= 40; batch++) {
            fourth.append(Records.seal(batch, 4), Records.done(batch, 4));
            tidy(fourth);
        }
        for (BatchLog replaced : List.of(first, asleepToo, third)) {
            MillraceException failure = refused(() -> replaced.append(Records.claim(9)));
            assertTrue(String.valueOf(failure.getMessage()).contains("taken over"), failure.getMessage());
        }
        assertEquals(40, BatchLog.open(storage, 3).history().lastDone());
    }

    @Test
    void aStorageThatIsLockedNeedsNoFences() {
        MemoryStorage locked = new MemoryStorage() {
            @Override
            public boolean isExclusive() {
                return true;
            }
        };
        BatchLog log = BatchLog.open(locked, 0);
        log.append(Records.claim(1), Records.registry());
        log.append(Records.seal(1, 1), Records.done(1, 1));
        log.compact();
        assertEquals(Set.of(BatchLog.nameOf(3)), locked.objects.keySet());
    }

    @Test
    void compactionKeepsWhatCountsAndNothingElse() {
        BatchLog log = BatchLog.open(storage, 10);
        log.append(Records.claim(1), Records.registry());
        for (long batch = 1; batch <= 100; batch++) {
            log.append(Records.seal(batch, 1));
            log.append(Records.done(batch, 1));
            tidy(log);
            assertTrue(storage.objects.size() <= 13, "objects: " + storage.objects.size());
            BatchHistory found = BatchLog.open(storage, 10).history();
            assertEquals(batch, found.lastDone());
            assertEquals(Records.time(batch), found.lastTime());
            assertEquals(batch, found.stateFiles().size());
            assertEquals(Map.of("a", Position.ofLong(10 * batch)), found.positions("clicks"));
            assertEquals(
                    Records.registry().names(),
                    Objects.requireNonNull(found.registry()).names());
            assertEquals(List.of(), found.inDoubt());
        }
    }

    @Test
    void compactionKeepsTotalsButThoseThatAreForgotten() {
        BatchLog log = BatchLog.open(storage, 0);
        log.append(Records.claim(1), Records.registry());
        log.append(Records.seal(1, 1), Records.done(1, 1), new Totals(Map.of("b", ByteBuffer.wrap(new byte[] {3}))));
        log.append(Records.seal(2, 1), Records.done(2, 1), Records.totals());
        tidy(log);
        assertEquals(Set.of(BatchLog.nameOf(1), BatchLog.nameOf(4)), storage.objects.keySet());
        BatchHistory found = BatchLog.open(storage).history();
        assertEquals(Map.of("a", ByteBuffer.wrap(new byte[] {1, 2})), found.totals());
        assertEquals(2, found.lastDone());
    }

    @Test
    void compactionDeletesWhatLosingAttemptsWrote() {
        BatchLog log = BatchLog.open(storage, 0);
        log.append(Records.claim(1), Records.registry());
        log.append(Records.claim(2));
        log.append(Records.seal(1, 2), doneWith("state/totals/1.0.2.7"));
        Set<String> kept = Set.of(
                "state/totals/1.0.2.7", "state/totals/2.0.2.9", "state/totals/1.0.3.1", "state/totals/snapshot.1.0.2");
        for (String object : kept) {
            storage.create(new StoredObject(object, ByteBuffer.allocate(1)));
        }
        for (String loser : List.of("state/totals/1.0.2.8", "state/totals/1.64.1.8", "state/a/b/1.0.2.8")) {
            storage.create(new StoredObject(loser, ByteBuffer.allocate(1)));
        }
        log.compact();
        assertEquals(kept, Set.copyOf(storage.list("state/")));
    }

    private static BatchRecord.Done doneWith(String delta) {
        StateFile file = new StateFile("totals", StateFile.Kind.DELTA, 1, 0, 127, delta, 100, 7);
        return new BatchRecord.Done(1, Records.time(1), 2, List.of(file), List.of());
    }

    @Test
    void compactionInTheMiddleOfABatchKeepsItInDoubt() {
        BatchLog log = BatchLog.open(storage, 0);
        log.append(Records.claim(1), Records.registry());
        log.append(Records.seal(1, 1));
        tidy(log);
        BatchHistory found = BatchLog.open(storage).history();
        assertEquals(List.of(Records.seal(1, 1)), found.inDoubt());
        assertEquals(Set.of(BatchLog.nameOf(1), BatchLog.nameOf(3)), storage.objects.keySet());
        log.append(Records.done(1, 1));
        assertEquals(1, BatchLog.open(storage).history().lastDone());
    }

    @Test
    void objectsThatACrashBroughtBackAreDroppedAgain() {
        BatchLog log = BatchLog.open(storage, 3);
        log.append(Records.claim(1), Records.registry());
        log.append(Records.seal(1, 1), Records.done(1, 1));
        byte[] second = assertNotNullBytes("batches/00000000000000000002");
        log.append(Records.seal(2, 1), Records.done(2, 1));
        log.append(Records.seal(3, 1), Records.done(3, 1));
        tidy(log);
        storage.objects.put("batches/00000000000000000002", second);
        assertEquals(3, BatchLog.open(storage).history().lastDone());
        assertEquals(Set.of(BatchLog.nameOf(1), BatchLog.nameOf(5)), storage.objects.keySet());
    }

    private byte[] assertNotNullBytes(String name) {
        byte[] bytes = storage.objects.get(name);
        assertNotNull(bytes);
        return bytes;
    }

    @Test
    void forgottenLogsAreGoneAfterCompaction() {
        BatchLog log = started();
        log.append(Records.seal(1, 1), Records.done(1, 1));
        log.history().forgetLogs("clicks", java.util.Set.of("a"));
        log.compact();
        assertEquals(Map.of(), BatchLog.open(storage).history().positions("clicks"));
        assertTrue(BatchLog.open(storage).history().positions().containsKey("clicks"), "the source is still known");
    }

    @Test
    void aMissingObjectIsNoticed() {
        BatchLog log = started();
        log.append(Records.seal(1, 1), Records.done(1, 1));
        log.append(Records.seal(2, 1), Records.done(2, 1));
        storage.objects.remove("batches/00000000000000000002");
        MillraceException failure = refused(() -> BatchLog.open(storage));
        assertEquals(Kind.CORRUPT_DATA, failure.kind());
        assertTrue(String.valueOf(failure.getMessage()).contains("batches/00000000000000000002"));
        storage.objects.remove("batches/00000000000000000001");
        assertEquals(Kind.CORRUPT_DATA, refused(() -> BatchLog.open(storage)).kind());
    }

    @Test
    void whatCannotFollowIsRefused() {
        BatchLog log = started();
        assertEquals(
                Kind.CORRUPT_DATA, refused(() -> log.append(Records.done(1, 1))).kind());
        assertEquals(Kind.CORRUPT_DATA, refused(() -> BatchLog.open(storage)).kind());
    }

    @Test
    void batchesOfAGroupAreInDoubtTogetherAndDoneTogether() {
        BatchLog log = started();
        log.append(Records.seal(1, 1), Records.done(1, 1));
        log.append(Records.groupedSeal(2, 1, 2));
        log.append(Records.groupedSeal(3, 1, 2), Records.groupedSeal(4, 1, 2));
        log.compact();
        BatchHistory found = BatchLog.open(storage).history();
        assertEquals(
                List.of(2L, 3L, 4L), found.inDoubt().stream().map(Seal::batch).toList());
        assertEquals(1, found.lastDone());
        assertEquals(Position.ofLong(10), found.positions("clicks").get("a"));
        assertEquals(Position.ofLong(40), found.sealedPosition("clicks", "a"));
        log.append(Records.done(4, 1));
        BatchHistory done = BatchLog.open(storage).history();
        assertEquals(List.of(), done.inDoubt());
        assertEquals(4, done.lastDone());
        assertEquals(Position.ofLong(40), done.positions("clicks").get("a"));
        assertEquals("staged-4", done.lastOutputs().get(0).outputs().get(0).name());
    }

    @Test
    void sealsThatAreOfNoGroupTogetherAreRefused() {
        BatchLog log = started();
        log.append(Records.groupedSeal(1, 1, 1));
        assertMentions(refused(() -> log.append(Records.seal(2, 1))), "batch 2 is sealed while another is in doubt");
        assertMentions(refused(() -> log.append(Records.groupedSeal(2, 1, 2))), "sealed while another is in doubt");
        assertMentions(refused(() -> log.append(Records.groupedSeal(3, 1, 1))), "batch 3 is sealed after batch 1");
        log.append(Records.groupedSeal(2, 1, 1));
        assertMentions(refused(() -> log.append(Records.done(1, 1))), "batch 1 is done but was not sealed");
        BatchLog other = BatchLog.inMemory();
        other.append(Records.claim(1), Records.registry());
        assertMentions(refused(() -> other.append(Records.groupedSeal(1, 1, 4))), "in a group that begins with 4");
    }

    private static void assertMentions(MillraceException failure, String part) {
        assertTrue(String.valueOf(failure.getMessage()).contains(part), failure.getMessage());
    }

    @Test
    void rangesThatDontContinueAreRefused() {
        BatchLog log = BatchLog.inMemory();
        log.append(Records.claim(1), Records.registry());
        log.append(Records.seal(1, 1), Records.done(1, 1));
        BatchRecord.Seal seal = Records.seal(3, 1);
        BatchRecord.Seal gap = new BatchRecord.Seal(
                2, seal.time(), 1, seal.watermark(), seal.defaultPartitions(), seal.fingerprint(), 0, seal.sources());
        MillraceException failure = refused(() -> log.append(gap));
        assertTrue(String.valueOf(failure.getMessage()).contains("begins at 20"), failure.getMessage());
    }

    @Test
    void garbageOfStateIsDeletedOnceDoneIsDurable() {
        BatchLog log = started();
        storage.objects.put("state/totals.0.1", new byte[0]);
        log.append(Records.seal(1, 1), Records.done(1, 1));
        tidy(log);
        assertTrue(storage.objects.containsKey("state/totals.0.1"));
        log.append(
                Records.seal(2, 1),
                new BatchRecord.Done(
                        2, Records.time(2), 1, java.util.List.of(Records.snapshot(2, 0, 127)), java.util.List.of()));
        tidy(log);
        assertTrue(storage.list("state/").isEmpty());
    }
}
