package dev.millrace.log;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs logs on a disk that fails and forgets. A failing seed is in the test's name; {@code -Dseed=N} runs it alone.
 */
class LogSimulationTest {

    private static final LogSettings SMALL = LogSettings.defaults()
            .withRecordBytesMax(2000)
            .withPendingBytesMax(8192)
            .withSegmentBytes(6000);

    private static final List<SyncPolicy> POLICIES =
            List.of(SyncPolicy.everyCommit(), SyncPolicy.every(Duration.ofMillis(5)), SyncPolicy.operatingSystem());

    static LongStream seeds() {
        String one = System.getProperty("seed");
        return one != null ? LongStream.of(Long.parseLong(one)) : LongStream.rangeClosed(1, 600);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void whateverHappensWhatWasAcknowledgedIsThere(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        SimulatedHistory history =
                new SimulatedHistory(seed, SMALL.withSyncPolicy(POLICIES.get((int) (seed % POLICIES.size()))));
        for (int life = 0; life < 12; life++) {
            boolean fails = random.nextInt(3) > 0;
            if (fails) {
                planFault(history, random);
            }
            try {
                history.open();
                live(history, random);
            } catch (LogException e) {
                assertTrue(fails, () -> "failed without a fault: " + e);
                assertTrue(e.kind() == LogException.Kind.IO || e.kind() == LogException.Kind.DISK_FULL, e.toString());
            }
            clearFaults(history);
            if (random.nextBoolean()) {
                history.crash();
            } else {
                history.killProcess();
            }
        }
        history.open();
    }

    private static void live(SimulatedHistory history, SplittableRandom random) {
        int steps = random.nextInt(60);
        boolean commits = random.nextInt(4) > 0;
        for (int step = 0; step < steps; step++) {
            int choice = random.nextInt(100);
            if (choice < 55) {
                history.append();
            } else if (choice < 60) {
                history.acknowledgeReadable();
            } else if (choice < 75 && commits) {
                history.commit();
            } else if (choice < 85 && commits) {
                history.commitInBackground();
            } else if (choice < 87) {
                history.trim();
            } else if (choice < 90) {
                history.trimByTime();
            } else if (choice < 95) {
                history.time().advance(Duration.ofMillis(random.nextInt(10)));
            } else {
                history.close();
                history.open();
            }
        }
    }

    private static void planFault(SimulatedHistory history, SplittableRandom random) {
        switch (random.nextInt(4)) {
            case 0 -> history.disk.crashAtWrite(history.disk.writes() + 1 + random.nextInt(30));
            case 1 -> history.disk.crashAtSync(history.disk.syncs() + 1 + random.nextInt(20));
            case 2 -> history.disk.failSync(history.disk.syncs() + 1 + random.nextInt(20));
            default -> history.disk.fullAfterBytes(random.nextInt(5000));
        }
    }

    private static void clearFaults(SimulatedHistory history) {
        history.disk.crashAtWrite(-1);
        history.disk.crashAtSync(-1);
        history.disk.failSync(-1);
        history.disk.fullAfterBytes(Long.MAX_VALUE);
    }

    private interface Fault {
        void plan(SimulatedHistory history);
    }

    @Test
    void aCrashAtAnyWriteLosesNothingAcknowledged() {
        long writes = script(0, history -> {});
        assertTrue(writes > 50, "only " + writes);
        for (long n = 1; n <= writes; n++) {
            long number = n;
            for (long seed = 0; seed < 10; seed++) {
                script(seed, history -> history.disk.crashAtWrite(number));
            }
        }
    }

    @Test
    void aCrashAtAnySyncLosesNothingAcknowledged() {
        for (long n = 1; n <= 120; n++) {
            long number = n;
            for (long seed = 0; seed < 10; seed++) {
                script(seed, history -> history.disk.crashAtSync(number));
            }
        }
    }

    @Test
    void aFailedSyncAnywhereLosesNothingAcknowledged() {
        for (long n = 1; n <= 120; n++) {
            long number = n;
            for (long seed = 0; seed < 10; seed++) {
                script(seed, history -> history.disk.failSync(number));
            }
        }
    }

    @Test
    void aDiskFullAnywhereLosesNothingAcknowledged() {
        for (long bytes = 0; bytes <= 20_000; bytes += 37) {
            long free = bytes;
            script(bytes, history -> history.disk.fullAfterBytes(free));
        }
    }

    /** A fixed course of events, a fault in it, and twice a restart; returns how many writes it took. */
    private static long script(long seed, Fault fault) {
        try {
            SimulatedHistory history = new SimulatedHistory(seed, SMALL);
            fault.plan(history);
            try {
                history.open();
                for (int round = 0; round < 40; round++) {
                    for (int i = 0; i < 5; i++) {
                        history.append();
                    }
                    history.commit();
                    if (round % 10 == 9) {
                        history.trim();
                    }
                    if (round % 15 == 14) {
                        history.close();
                        history.open();
                    }
                }
            } catch (LogException e) {
                assertTrue(e.kind() == LogException.Kind.IO || e.kind() == LogException.Kind.DISK_FULL, e.toString());
            }
            long writes = history.disk.writes();
            clearFaults(history);
            // After a failed sync the process may go on first, and lose power only then.
            if (seed % 2 == 0) {
                history.crash();
            } else {
                history.killProcess();
            }
            history.open();
            history.append();
            history.commit();
            history.crash();
            history.open();
            return writes;
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError("seed " + seed + " of the script: " + e.getMessage(), e);
        }
    }
}
