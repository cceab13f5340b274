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

import dev.millrace.log.simulation.SimulatedDisk;
import dev.millrace.log.simulation.SimulatedTime;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class GroupCommitTest {

    private final SimulatedDisk simulated = new SimulatedDisk(1);
    private final WatchedDisk disk = new WatchedDisk(simulated);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final SimulatedTime time = new SimulatedTime(Instant.EPOCH);

    @AfterEach
    void endThreads() {
        threads.shutdownNow();
    }

    /** Holds up the next sync until told; the one after goes through. */
    private final class HeldSync {
        private final CountDownLatch reached = new CountDownLatch(1);
        private final CountDownLatch released = new CountDownLatch(1);

        HeldSync() {
            disk.beforeSync = () -> {
                disk.beforeSync = () -> {};
                reached.countDown();
                await(released);
            };
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(60, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void thoseWhoWaitDuringASyncShareTheNextOne() throws Exception {
        try (SegmentedLog log = SegmentedLog.open(disk, SMALL)) {
            appendAndCommit(log, "first");
            HeldSync held = new HeldSync();
            long before = disk.fileSyncs.get();
            Future<?> leader = threads.submit(() -> appendAndCommit(log, "leader"));
            await(held.reached);
            List<Future<?>> others = new ArrayList<>();
            CountDownLatch appended = new CountDownLatch(20);
            for (int i = 0; i < 20; i++) {
                others.add(threads.submit(() -> {
                    long end = log.append(bytes("other")) + 13;
                    appended.countDown();
                    log.awaitCommitted(end);
                }));
            }
            await(appended);
            assertFalse(leader.isDone());
            held.released.countDown();
            leader.get();
            for (Future<?> other : others) {
                other.get();
            }
            assertEquals(2, disk.fileSyncs.get() - before);
            assertEquals(22, readAll(log).size());
        }
    }

    @Test
    void aFailedSyncIsToldToEveryoneWhoWaitsAndEndsTheLog() throws Exception {
        SegmentedLog log = SegmentedLog.open(disk, SMALL);
        appendAndCommit(log, "kept");
        HeldSync held = new HeldSync();
        simulated.failSync(simulated.syncs() + 1);
        Future<?> leader = threads.submit(() -> appendAndCommit(log, "leader"));
        await(held.reached);
        List<Future<?>> others = new ArrayList<>();
        CountDownLatch appended = new CountDownLatch(10);
        for (int i = 0; i < 10; i++) {
            others.add(threads.submit(() -> {
                log.append(bytes("other"));
                appended.countDown();
                log.awaitCommitted(log.endPosition());
            }));
        }
        CompletableFuture<Void> future = log.committed(log.endPosition());
        await(appended);
        held.released.countDown();
        others.add(leader);
        for (Future<?> other : others) {
            Throwable cause = assertThrows(Exception.class, other::get).getCause();
            assertTrue(cause instanceof LogException e && e.kind() == LogException.Kind.IO, String.valueOf(cause));
        }
        assertThrows(CompletionException.class, future::join);
        LogException refused = assertFails(LogException.Kind.IO, () -> log.append(bytes("more")));
        assertTrue(refused.getMessage().contains("takes no more records"), refused.getMessage());
        assertTrue(refused.getMessage().contains("/simulated/0000000000000000000.log"), refused.getMessage());
        assertEquals(List.of("kept"), readAll(log));
        log.close();
        simulated.crash();
        try (SegmentedLog again = SegmentedLog.open(disk, SMALL)) {
            assertEquals("kept", readAll(again).get(0));
            appendAndCommit(again, "more");
        }
    }

    @Test
    void aFullDiskEndsTheLogUntilItIsOpenedAgain() {
        try (SegmentedLog log = SegmentedLog.open(disk, SMALL)) {
            appendAndCommit(log, "kept");
            simulated.fullAfterBytes(5);
            assertFails(LogException.Kind.DISK_FULL, () -> appendAndCommit(log, "too much"));
            simulated.fullAfterBytes(Long.MAX_VALUE);
            assertFails(LogException.Kind.DISK_FULL, () -> log.append(bytes("more")));
            assertFails(LogException.Kind.DISK_FULL, () -> log.awaitCommitted(log.endPosition()));
        }
        try (SegmentedLog log = SegmentedLog.open(disk, SMALL)) {
            assertEquals(List.of("kept"), readAll(log));
            appendAndCommit(log, "more");
            assertEquals(List.of("kept", "more"), readAll(log));
        }
    }

    @Test
    void closeReportsAFailureThatNobodyWasTold() {
        SegmentedLog log = SegmentedLog.open(disk, SMALL);
        log.append(bytes("lost"));
        simulated.fullAfterBytes(0);
        assertFails(LogException.Kind.DISK_FULL, log::close);
    }

    @Test
    void appendsWaitWhileTooMuchIsPending() throws Exception {
        try (SegmentedLog log = SegmentedLog.open(disk, SMALL)) {
            CountDownLatch writing = new CountDownLatch(1);
            CountDownLatch go = new CountDownLatch(1);
            disk.beforeWrite = () -> {
                writing.countDown();
                await(go);
            };
            int records = 30;
            CountDownLatch four = new CountDownLatch(4);
            Future<?> appender = threads.submit(() -> {
                for (int i = 0; i < records; i++) {
                    log.append(ByteBuffer.allocate(900));
                    four.countDown();
                }
            });
            await(four.getCount() == 0 ? four : writing);
            assertTrue(log.endPosition() <= SMALL.pendingBytesMax(), "end " + log.endPosition());
            assertFalse(appender.isDone());
            go.countDown();
            appender.get();
            log.awaitCommitted(log.endPosition());
            assertEquals(records, readAll(log).size());
        }
    }

    @Test
    void anInterruptedWaiterStillWaitsAndStaysInterrupted() {
        try (SegmentedLog log = SegmentedLog.open(disk, SMALL)) {
            log.append(bytes("one"));
            Thread.currentThread().interrupt();
            log.awaitCommitted(log.endPosition());
            assertTrue(Thread.interrupted());
            assertEquals(List.of("one"), readAll(log));
        }
    }

    @Test
    void aFutureIsCompletedByTheScheduler() {
        try (SegmentedLog log = SegmentedLog.open(disk, SMALL, LogEnvironment.of(time, time))) {
            log.append(bytes("one"));
            CompletableFuture<Void> future = log.committed(log.endPosition());
            assertFalse(future.isDone());
            time.runDue();
            assertTrue(future.isDone());
            assertEquals(List.of("one"), readAll(log));
            assertTrue(log.committed(log.endPosition()).isDone());
        }
    }

    @Test
    void aRequestedCommitIsMadeByTheSchedulerThoughNobodyWaits() {
        try (SegmentedLog log = SegmentedLog.open(disk, SMALL, LogEnvironment.of(time, time))) {
            log.append(bytes("one"));
            long end = log.endPosition();
            long syncs = disk.fileSyncs.get();
            log.requestCommit(end);
            log.requestCommit(end);
            assertTrue(log.committedPosition() < end);
            time.runDue();
            assertEquals(end, log.committedPosition());
            // The new segment's header, and the record.
            assertEquals(syncs + 2, disk.fileSyncs.get());
            log.awaitCommitted(end);
            log.requestCommit(end);
            time.runDue();
            assertEquals(syncs + 2, disk.fileSyncs.get(), "what is committed is not synced again");
            assertFails(LogException.Kind.POSITION_UNKNOWN, () -> log.requestCommit(end + 1));
        }
    }

    @Test
    void whatIsRequestedDuringASyncIsCommittedAfterIt() throws Exception {
        try (SegmentedLog log = SegmentedLog.open(disk, SMALL, LogEnvironment.of(time, time))) {
            appendAndCommit(log, "first");
            HeldSync held = new HeldSync();
            Future<?> leader = threads.submit(() -> appendAndCommit(log, "leader"));
            await(held.reached);
            log.append(bytes("requested"));
            long end = log.endPosition();
            log.requestCommit(end);
            held.released.countDown();
            leader.get();
            time.runDue();
            assertEquals(end, log.committedPosition());
        }
    }

    @Test
    void aRequestedCommitThatFailsIsToldToWhoeverWaits() {
        SegmentedLog log = SegmentedLog.open(disk, SMALL, LogEnvironment.of(time, time));
        appendAndCommit(log, "first");
        log.append(bytes("lost"));
        long end = log.endPosition();
        disk.beforeSync = () -> {
            throw new LogException(LogException.Kind.IO, "as arranged");
        };
        log.requestCommit(end);
        time.runDue();
        assertFails(LogException.Kind.IO, () -> log.awaitCommitted(end));
        assertFails(LogException.Kind.IO, () -> log.requestCommit(end));
        log.close();
    }

    @Test
    void aRequestDoesNothingWhereCommitsAreNotSynced() {
        LogSettings settings = SMALL.withSyncPolicy(SyncPolicy.operatingSystem());
        try (SegmentedLog log = SegmentedLog.open(disk, settings, LogEnvironment.of(time, time))) {
            log.append(bytes("one"));
            log.requestCommit(log.endPosition());
            time.runDue();
            assertEquals(0, log.committedPosition());
            log.awaitCommitted(log.endPosition());
            assertEquals(List.of("one"), readAll(log));
        }
    }

    @Test
    void aThreadMayWaitBesideAFutureWhoseTurnHasNotCome() {
        try (SegmentedLog log = SegmentedLog.open(disk, SMALL, LogEnvironment.of(time, time))) {
            log.append(bytes("one"));
            CompletableFuture<Void> future = log.committed(log.endPosition());
            log.awaitCommitted(log.endPosition());
            assertEquals(List.of("one"), readAll(log));
            time.runDue();
            assertTrue(future.isDone());
        }
    }

    @Test
    void everyMillisAcknowledgesAtOnceAndSyncsWithinTheInterval() {
        LogSettings settings = SMALL.withSyncPolicy(SyncPolicy.every(Duration.ofMillis(10)));
        try (SegmentedLog log = SegmentedLog.open(disk, settings, LogEnvironment.of(time, time))) {
            appendAndCommit(log, "one");
            long syncs = disk.fileSyncs.get();
            time.advance(Duration.ofMillis(9));
            appendAndCommit(log, "two");
            assertEquals(syncs, disk.fileSyncs.get());
            time.advance(Duration.ofMillis(1));
            assertEquals(syncs + 1, disk.fileSyncs.get());
            time.advance(Duration.ofMillis(100));
            assertEquals(syncs + 1, disk.fileSyncs.get(), "an idle log is not synced");
            log.append(bytes("three"));
            time.advance(Duration.ofMillis(10));
            assertEquals(syncs + 2, disk.fileSyncs.get(), "also what nobody waits for");
            assertEquals(List.of("one", "two", "three"), readAll(log));
        }
    }

    @Test
    void theOperatingSystemPolicySyncsOnlyWhenASegmentEnds() {
        LogSettings settings = SMALL.withSyncPolicy(SyncPolicy.operatingSystem());
        SegmentedLog killed = SegmentedLog.open(disk, settings, LogEnvironment.of(time, time));
        appendAndCommit(killed, "first");
        long syncs = disk.fileSyncs.get();
        for (int i = 0; i < 20; i++) {
            appendAndCommit(killed, "record " + i);
        }
        assertEquals(syncs, disk.fileSyncs.get());
        assertEquals(21, readAll(killed).size());
        simulated.killProcess();
        try (SegmentedLog log = SegmentedLog.open(disk, settings, LogEnvironment.of(time, time))) {
            assertEquals(21, readAll(log).size());
        }
    }

    @Test
    void manyThreadsAppendAndEachFindsItsRecords() throws Exception {
        int writers = 8;
        int perWriter = 400;
        try (SegmentedLog log = SegmentedLog.open(disk, SMALL)) {
            List<Future<?>> all = new ArrayList<>();
            for (int w = 0; w < writers; w++) {
                int writer = w;
                all.add(threads.submit(() -> {
                    for (int i = 0; i < perWriter; i++) {
                        ByteBuffer record = bytes(writer + " " + i);
                        long position = log.append(record);
                        assertTrue(log.endPosition() >= position + 8 + record.remaining());
                        if (i % 3 == 0) {
                            log.awaitCommitted(position + 1);
                        } else if (i % 3 == 1) {
                            log.committed(position + 1).join();
                        }
                    }
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
            log.awaitCommitted(log.endPosition());
            int[] next = new int[writers];
            for (String record : readAll(log)) {
                String[] parts = record.split(" ", -1);
                assertEquals(next[Integer.parseInt(parts[0])]++, Integer.parseInt(parts[1]));
            }
            for (int count : next) {
                assertEquals(perWriter, count);
            }
        }
    }
}
