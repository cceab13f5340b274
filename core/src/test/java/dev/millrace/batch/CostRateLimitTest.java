package dev.millrace.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.BackPressure;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CostRateLimitTest {
    private static final long SECOND = 1_000_000_000L;

    private static CostRateLimit limit(long intervalNanos, long recordsMax, long recordsFirst) {
        BackPressure.ByCost byCost = BackPressure.byCost();
        return new CostRateLimit(
                intervalNanos,
                new RateSettings(byCost, recordsMax, recordsFirst, Double.POSITIVE_INFINITY, Map.of()),
                byCost.minRate());
    }

    private static void done(CostRateLimit limit, long records, long processingNanos) {
        limit.batchDone(new RateLimit.Batch(records, processingNanos, 0, 0));
    }

    @Test
    void theFirstBatchTakesOnlyPartOfABacklog() {
        assertEquals(10_000, limit(SECOND, Long.MAX_VALUE, 10_000).recordsMax());
        assertEquals(50, limit(SECOND, 50, 10_000).recordsMax());
    }

    @Test
    void aBacklogIsTakenFasterFromBatchToBatchUpToWhatAnIntervalHolds() {
        CostRateLimit limit = limit(SECOND, Long.MAX_VALUE, 10_000);
        long before = limit.recordsMax();
        for (int i = 0; i < 30; i++) {
            long records = limit.recordsMax();
            assertTrue(records <= 2 * before);
            before = records;
            done(limit, records, records * 1000);
        }
        assertEquals(900_000.0, (double) limit.recordsMax(), 10_000.0, "1 µs a record: 90 % of a million");
    }

    @Test
    void batchesThatTakeTooLongMakeTheNextOnesSmaller() {
        CostRateLimit limit = limit(SECOND, Long.MAX_VALUE, 100_000);
        for (int i = 0; i < 20; i++) {
            long records = limit.recordsMax();
            done(limit, records, records * 50_000);
        }
        assertEquals(18_000.0, (double) limit.recordsMax(), 500.0, "50 µs a record");
    }

    @Test
    void itNeverComesToAStandstill() {
        CostRateLimit limit = limit(SECOND / 1000, Long.MAX_VALUE, 10);
        for (int i = 0; i < 100; i++) {
            done(limit, limit.recordsMax(), limit.recordsMax() * 100 * SECOND);
        }
        assertEquals(1, limit.recordsMax());
    }

    @Test
    void smallBatchesSayNothingOfWhatCouldBeDone() {
        CostRateLimit limit = limit(SECOND, Long.MAX_VALUE, 10_000);
        for (int i = 0; i < 100; i++) {
            done(limit, 1, 1_000_000);
        }
        assertEquals(10_000, limit.recordsMax());
    }

    @Test
    void aBatchWhoseSyncsTakeLongerThanAnIntervalStillTakesManyRecords() {
        CostRateLimit limit = limit(1_000_000, Long.MAX_VALUE, 40);
        for (int i = 0; i < 60; i++) {
            long records = limit.recordsMax();
            assertTrue(records >= 4, "it came to a standstill at " + records);
            done(limit, records, 4_000_000 + records * 10_000);
        }
        assertTrue(limit.recordsMax() >= 250 && limit.recordsMax() <= 800, "allowed: " + limit.recordsMax());
    }

    @Test
    void timesThatVaryByChanceDontMakeItRunAway() {
        Random random = new Random(1);
        CostRateLimit limit = limit(100_000_000, Long.MAX_VALUE, 10_000);
        for (int i = 0; i < 1000; i++) {
            long records = limit.recordsMax();
            done(limit, records, (long) (records * 1_000 * (0.8 + 0.4 * random.nextDouble())));
            assertTrue(limit.recordsMax() <= 300_000 && limit.recordsMax() >= 10_000, "allowed: " + limit.recordsMax());
        }
    }
}
