package dev.millrace.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class RateLimitTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void theFirstBatchTakesOnlyPartOfABacklog() {
        assertEquals(10_000, new RateLimit(SECOND, Long.MAX_VALUE, 10_000).recordsMax());
        assertEquals(50, new RateLimit(SECOND, 50, 10_000).recordsMax());
    }

    @Test
    void aBacklogIsTakenFasterFromBatchToBatchUpToWhatAnIntervalHolds() {
        RateLimit limit = new RateLimit(SECOND, Long.MAX_VALUE, 10_000);
        long before = limit.recordsMax();
        for (int i = 0; i < 30; i++) {
            long records = limit.recordsMax();
            assertTrue(records <= 2 * before);
            before = records;
            limit.batchDone(records, records * 1000);
        }
        assertEquals(900_000.0, (double) limit.recordsMax(), 10_000.0, "1 µs a record: 90 % of a million");
    }

    @Test
    void batchesThatTakeTooLongMakeTheNextOnesSmaller() {
        RateLimit limit = new RateLimit(SECOND, Long.MAX_VALUE, 100_000);
        for (int i = 0; i < 20; i++) {
            long records = limit.recordsMax();
            limit.batchDone(records, records * 50_000);
        }
        assertEquals(18_000.0, (double) limit.recordsMax(), 500.0, "50 µs a record");
    }

    @Test
    void itNeverComesToAStandstill() {
        RateLimit limit = new RateLimit(SECOND / 1000, Long.MAX_VALUE, 10);
        for (int i = 0; i < 100; i++) {
            limit.batchDone(limit.recordsMax(), limit.recordsMax() * 100 * SECOND);
        }
        assertEquals(1, limit.recordsMax());
    }

    @Test
    void smallBatchesSayNothingOfWhatCouldBeDone() {
        RateLimit limit = new RateLimit(SECOND, Long.MAX_VALUE, 10_000);
        for (int i = 0; i < 100; i++) {
            limit.batchDone(1, 1_000_000);
        }
        assertEquals(10_000, limit.recordsMax());
    }

    @Test
    void aBatchWhoseSyncsTakeLongerThanAnIntervalStillTakesManyRecords() {
        RateLimit limit = new RateLimit(1_000_000, Long.MAX_VALUE, 40);
        for (int i = 0; i < 60; i++) {
            long records = limit.recordsMax();
            assertTrue(records >= 4, "it came to a standstill at " + records);
            limit.batchDone(records, 4_000_000 + records * 10_000);
        }
        assertTrue(limit.recordsMax() >= 250 && limit.recordsMax() <= 800, "allowed: " + limit.recordsMax());
    }

    @Test
    void timesThatVaryByChanceDontMakeItRunAway() {
        Random random = new Random(1);
        RateLimit limit = new RateLimit(100_000_000, Long.MAX_VALUE, 10_000);
        for (int i = 0; i < 1000; i++) {
            long records = limit.recordsMax();
            limit.batchDone(records, (long) (records * 1_000 * (0.8 + 0.4 * random.nextDouble())));
            assertTrue(limit.recordsMax() <= 300_000 && limit.recordsMax() >= 10_000, "allowed: " + limit.recordsMax());
        }
    }
}
