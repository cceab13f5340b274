package dev.millrace.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SnapshotScheduleTest {
    private final SnapshotSchedule schedule = new SnapshotSchedule(new KeyGroupRange(0, 128));

    /** Deltas of one size on a state of one size: the ranges that were due, and after how many deltas. */
    private List<KeyGroupRange> run(int deltas, long entries, long bytes, long keys) {
        List<KeyGroupRange> ranges = new ArrayList<>();
        for (int i = 0; i < deltas; i++) {
            schedule.wroteDelta(entries, bytes);
            KeyGroupRange due = schedule.due(keys);
            if (due != null) {
                schedule.began(due);
                ranges.add(due);
            }
        }
        return ranges;
    }

    @Test
    void aSmallStateIsWrittenWholeAfterSomeDeltasNotAfterEach() {
        assertNull(schedule.due(10));
        assertEquals(List.of(new KeyGroupRange(0, 128), new KeyGroupRange(0, 128)), run(32, 1, 100, 10));
    }

    @Test
    void aSweepGoesRoundOverAllKeyGroups() {
        List<KeyGroupRange> ranges = run(3_000, 10_000, 240_000, 10_000_000);
        int next = 0;
        for (KeyGroupRange range : ranges) {
            assertEquals(next, range.first());
            next = range.until() == 128 ? 0 : range.until();
        }
        assertTrue(ranges.size() > 2 * SnapshotSchedule.STEPS_MAX, "it went round");
    }

    @Test
    void snapshotsOfALargeStateCostAboutWhatItsDeltasCost() {
        long keys = 10_000_000;
        for (long delta : List.of(240_000L, 2_400_000L, 24_000_000L)) {
            SnapshotSchedule large = new SnapshotSchedule(new KeyGroupRange(0, 128));
            double written = 0;
            int deltas = 3_000;
            for (int i = 0; i < deltas; i++) {
                large.wroteDelta(delta / 24, delta);
                KeyGroupRange due = large.due(keys);
                if (due != null) {
                    large.began(due);
                    written += keys * 24.0 * (due.until() - due.first()) / 128;
                }
            }
            double factor = written / deltas / delta;
            assertTrue(factor > 0.1 && factor < 1.3, "deltas of " + delta + " bytes: " + factor);
        }
    }

    @Test
    void deltasOfAFewBytesDontHaveALargeStateWrittenAgainAndAgain() {
        List<KeyGroupRange> ranges = run(10_000, 40, 1_000, 10_000_000);
        double written = ranges.stream()
                .mapToDouble(range -> 250e6 * (range.until() - range.first()) / 128)
                .sum();
        assertTrue(written / 10_000 < 2 * SnapshotSchedule.DELTA_BYTES_MIN, written / 10_000 + " bytes a delta");
        assertTrue(ranges.size() > 10, "but it is written");
    }

    /** As of a long window: a batch writes one pane of a key, a snapshot all of them. */
    @Test
    void whatDeltasDontHoldCountsOnceASnapshotFoundIt() {
        long keys = 1_000;
        long bytesPerKey = 40_000;
        double written = 0;
        int deltas = 20_000;
        for (int i = 0; i < deltas; i++) {
            schedule.wroteDelta(keys, 20 * keys);
            KeyGroupRange due = schedule.due(keys);
            if (due != null) {
                schedule.began(due);
                long keysDue = keys * (due.until() - due.first()) / 128;
                schedule.wroteSnapshot(keysDue, keysDue * bytesPerKey);
                written += keysDue * bytesPerKey;
            }
        }
        double factor = written / deltas / (20 * keys);
        assertTrue(factor > 0.1 && factor < 1.3, "snapshots cost " + factor + " times what the deltas cost");
    }

    @Test
    void aTaskSweepsOverItsOwnKeyGroups() {
        SnapshotSchedule own = new SnapshotSchedule(new KeyGroupRange(32, 64));
        own.wroteDelta(10_000, 10_000_000);
        KeyGroupRange due = own.due(1_000_000);
        assertNotNull(due);
        assertEquals(32, due.first());
        own.foundSnapshot(40, 1, 16);
        assertEquals(41, firstDue(own));
        own.foundSnapshot(63, 1, 16);
        assertEquals(32, firstDue(own));
    }

    private static int firstDue(SnapshotSchedule schedule) {
        schedule.wroteDelta(10_000, 100_000_000);
        KeyGroupRange due = schedule.due(1_000_000);
        return due == null ? -1 : due.first();
    }
}
