package dev.millrace.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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

    @Test
    void batchesAreDueAtTheMultiplesOfTheInterval() {
        BatchTimes times = new BatchTimes(INTERVAL, Instant.EPOCH);
        assertEquals(57 * MILLI, times.nextDueNanos(at(43), 0));
        assertEquals(at(100), times.next(at(100), 57 * MILLI));
        assertEquals(157 * MILLI, times.nextDueNanos(at(110), 67 * MILLI));
        assertEquals(at(200), times.next(at(200), 157 * MILLI));
    }

    @Test
    void missedBatchesAreSkipped() {
        BatchTimes times = new BatchTimes(INTERVAL, at(0));
        assertEquals(at(100), times.next(at(101), 0));
        assertEquals(700 * MILLI, times.nextDueNanos(at(801), 700 * MILLI), "it is due at once");
        assertEquals(at(800), times.next(at(801), 700 * MILLI));
        assertEquals(799 * MILLI, times.nextDueNanos(at(801), 700 * MILLI));
    }

    @Test
    void afterARestartTimesGoOnFromTheLastSealedOne() {
        BatchTimes times = new BatchTimes(INTERVAL, at(500));
        assertEquals(at(600), times.next(at(510), 0));
        BatchTimes afterDowntime = new BatchTimes(INTERVAL, at(500));
        assertEquals(at(86_400_000), afterDowntime.next(at(86_400_050), 0), "one batch for a day, not 864,000");
    }

    @Test
    void aClockThatIsSetBackNeitherStopsNorRepeatsBatches() {
        BatchTimes times = new BatchTimes(INTERVAL, at(0));
        assertEquals(at(3_600_000), times.next(at(3_600_000), 0));
        for (long i = 1; i <= 10; i++) {
            long nanos = i * 100 * MILLI;
            assertEquals(nanos, times.nextDueNanos(at(i * 100 - 50), nanos - 50 * MILLI));
            assertEquals(at(3_600_000 + i * 100), times.next(at(i * 100), nanos));
        }
    }

    @Test
    void aClockBehindTheCheckpointAtTheStartKeepsThePaceToo() {
        BatchTimes times = new BatchTimes(INTERVAL, at(3_600_000));
        assertEquals(1000 * MILLI, times.nextDueNanos(at(0), 1000 * MILLI));
        assertEquals(at(3_600_100), times.next(at(0), 1000 * MILLI));
        assertEquals(1100 * MILLI, times.nextDueNanos(at(20), 1020 * MILLI));
    }

    @Test
    void aChangedIntervalGoesOnWithItsOwnMultiples() {
        BatchTimes times = new BatchTimes(Duration.ofMillis(300), at(500));
        Instant next = times.next(at(510), 0);
        assertTrue(next.isAfter(at(500)));
        assertEquals(0, next.toEpochMilli() % 300);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void timesAlwaysIncreaseByMultiples(long seed) {
        Random random = new Random(seed);
        BatchTimes times = new BatchTimes(INTERVAL, at(random.nextInt(1000)));
        Instant last = Instant.EPOCH;
        long wall = random.nextInt(1000);
        long nanos = random.nextLong();
        for (int i = 0; i < 1000; i++) {
            long due = times.nextDueNanos(at(wall), nanos);
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
