package dev.millrace.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.BatchPace;
import dev.millrace.LateBatches;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BatchTimesTest {
    private static final Duration INTERVAL = Duration.ofMillis(100);
    private static final long MILLI = 1_000_000;

    private static Instant at(long millis) {
        return Instant.ofEpochMilli(1_000_000_000_000L + millis);
    }

    private static BatchTimes times(Duration interval, Instant last) {
        return new BatchTimes(interval, LateBatches.merge(), BatchPace.AT_MULTIPLES, last);
    }

    @Test
    void batchesAreDueAtTheMultiplesOfTheInterval() {
        BatchTimes times = times(INTERVAL, Instant.EPOCH);
        assertEquals(57 * MILLI, times.nextDueNanos(at(43), 0, false));
        assertEquals(at(100), times.next(at(100), 57 * MILLI));
        assertEquals(157 * MILLI, times.nextDueNanos(at(110), 67 * MILLI, false));
        assertEquals(at(200), times.next(at(200), 157 * MILLI));
    }

    @Test
    void missedBatchesAreSkipped() {
        BatchTimes times = times(INTERVAL, at(0));
        assertEquals(at(100), times.next(at(101), 0));
        assertEquals(700 * MILLI, times.nextDueNanos(at(801), 700 * MILLI, false), "it is due at once");
        assertEquals(at(800), times.next(at(801), 700 * MILLI));
        assertEquals(799 * MILLI, times.nextDueNanos(at(801), 700 * MILLI, false));
    }

    @Test
    void whereNoneIsMergedEachMissedBatchHasItsOwnTime() {
        BatchTimes times = new BatchTimes(INTERVAL, LateBatches.await(), BatchPace.AT_MULTIPLES, at(0));
        assertEquals(at(100), times.next(at(101), 0));
        for (long i = 2; i <= 8; i++) {
            long nanos = 700 * MILLI + i;
            assertEquals(nanos, times.nextDueNanos(at(801), nanos, false), "it is due at once");
            assertEquals(at(100 * i), times.next(at(801), nanos));
            assertEquals(8 - i, times.pending());
        }
        assertEquals(799 * MILLI, times.nextDueNanos(at(801), 700 * MILLI, false));
    }

    @Test
    void batchesThatWaitPileUpAsLongAsEachTakesTooLong() {
        BatchTimes times = new BatchTimes(INTERVAL, LateBatches.stopAfter(5), BatchPace.AT_MULTIPLES, at(0));
        times.next(at(100), 0);
        for (long i = 1; i <= 10; i++) {
            assertEquals(at(100 + 100 * i), times.next(at(100 + 300 * i), 300 * i * MILLI));
            assertEquals(2 * i, times.pending());
        }
    }

    @Test
    void downtimeAndAClockThatIsSetForwardAreNotMadeGoodForWithABatchEach() {
        BatchTimes times = new BatchTimes(INTERVAL, LateBatches.await(), BatchPace.AT_MULTIPLES, at(0));
        assertEquals(at(86_400_000), times.next(at(86_400_050), 0), "a restart after a day");
        assertEquals(0, times.pending());
        assertEquals(at(172_800_000), times.next(at(172_800_050), 110 * MILLI).plusMillis(100 * times.pending()));
        assertTrue(times.pending() <= 1, "the clock was set forward by a day: " + times.pending());
    }

    @Test
    void aBatchThatBeginsEarlyHasTheNextMultipleForItsTime() {
        BatchTimes times = new BatchTimes(INTERVAL, LateBatches.merge(), BatchPace.WHEN_RECORDS_COME, at(0));
        assertEquals(at(100), times.next(at(100), 100 * MILLI)); // without records
        assertEquals(200 * MILLI, times.nextDueNanos(at(110), 110 * MILLI, false));
        assertEquals(110 * MILLI, times.nextDueNanos(at(110), 110 * MILLI, true), "at once");
        assertEquals(at(200), times.next(at(110), 110 * MILLI));
        times.hadRecords(110 * MILLI);
        assertEquals(210 * MILLI, times.nextDueNanos(at(120), 120 * MILLI, true), "an interval after the last one");
        assertEquals(300 * MILLI, times.nextDueNanos(at(120), 120 * MILLI, false));
        assertEquals(at(300), times.next(at(210), 210 * MILLI));
        times.hadRecords(210 * MILLI);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void earlyBatchesNeverRunAwayFromTheClock(long seed) {
        Random random = new Random(seed);
        BatchTimes times = new BatchTimes(INTERVAL, LateBatches.merge(), BatchPace.WHEN_RECORDS_COME, at(0));
        long now = 0;
        long lastWithRecords = -1000;
        Instant last = at(0);
        for (int i = 0; i < 2000; i++) {
            boolean news = random.nextBoolean();
            long due = times.nextDueNanos(at(now), now * MILLI, news) / MILLI;
            assertTrue(due - now <= 2 * INTERVAL.toMillis(), "seed " + seed + " waits for " + (due - now));
            now = Math.max(now, due) + random.nextInt(5);
            Instant time = times.next(at(now), now * MILLI);
            assertTrue(time.isAfter(last), "seed " + seed);
            assertTrue(!time.isAfter(at(now).plus(INTERVAL)), "seed " + seed + ": " + time + " at " + at(now));
            if (news) {
                assertTrue(now - lastWithRecords >= 100, "seed " + seed + ": " + (now - lastWithRecords));
                times.hadRecords(now * MILLI);
                lastWithRecords = now;
            }
            last = time;
            now += random.nextInt(20);
        }
    }

    @Test
    void afterARestartTimesGoOnFromTheLastSealedOne() {
        BatchTimes times = times(INTERVAL, at(500));
        assertEquals(at(600), times.next(at(510), 0));
        BatchTimes afterDowntime = times(INTERVAL, at(500));
        assertEquals(at(86_400_000), afterDowntime.next(at(86_400_050), 0), "one batch for a day, not 864,000");
    }

    @Test
    void aClockThatIsSetBackNeitherStopsNorRepeatsBatches() {
        BatchTimes times = times(INTERVAL, at(0));
        assertEquals(at(3_600_000), times.next(at(3_600_000), 0));
        for (long i = 1; i <= 10; i++) {
            long nanos = i * 100 * MILLI;
            assertEquals(nanos, times.nextDueNanos(at(i * 100 - 50), nanos - 50 * MILLI, false));
            assertEquals(at(3_600_000 + i * 100), times.next(at(i * 100), nanos));
        }
    }

    @Test
    void aClockBehindTheCheckpointAtTheStartKeepsThePaceToo() {
        BatchTimes times = times(INTERVAL, at(3_600_000));
        assertEquals(1000 * MILLI, times.nextDueNanos(at(0), 1000 * MILLI, false));
        assertEquals(at(3_600_100), times.next(at(0), 1000 * MILLI));
        assertEquals(1100 * MILLI, times.nextDueNanos(at(20), 1020 * MILLI, false));
    }

    @Test
    void aChangedIntervalGoesOnWithItsOwnMultiples() {
        BatchTimes times = times(Duration.ofMillis(300), at(500));
        Instant next = times.next(at(510), 0);
        assertTrue(next.isAfter(at(500)));
        assertEquals(0, next.toEpochMilli() % 300);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void timesAlwaysIncreaseByMultiples(long seed) {
        Random random = new Random(seed);
        BatchTimes times = times(INTERVAL, at(random.nextInt(1000)));
        Instant last = Instant.EPOCH;
        long wall = random.nextInt(1000);
        long nanos = random.nextLong();
        for (int i = 0; i < 1000; i++) {
            long due = times.nextDueNanos(at(wall), nanos, false);
            assertTrue(due - nanos <= 2 * INTERVAL.toNanos(), "seed " + seed + ": waits for " + (due - nanos) + " ns");
            long waited = Math.max(0, due - nanos) + random.nextInt(300) * MILLI;
            nanos += waited;
            wall += waited / MILLI;
            if (random.nextInt(20) == 0) {
                wall += random.nextInt(2_000_000) - 1_000_000;
            }
            wall = Math.max(0, wall);
            Instant time = times.next(at(wall), nanos);
            assertTrue(time.isAfter(last), "seed " + seed);
            assertEquals(0, time.toEpochMilli() % 100, "seed " + seed);
            last = time;
        }
    }
}
