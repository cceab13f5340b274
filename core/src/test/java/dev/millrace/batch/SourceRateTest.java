package dev.millrace.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class SourceRateTest {
    private static final long MILLI = 1_000_000;

    @Test
    void aSourceGivesWhatItsRateBringsInAnInterval() {
        SourceRate rate = new SourceRate(1000);
        long taken = 0;
        for (long i = 0; i < 100; i++) {
            long now = rate.recordsMax(i * 100 * MILLI, 100 * MILLI);
            rate.taken(now);
            taken += now;
        }
        assertEquals(10_000, taken, "10 s");
    }

    @Test
    void aPauseIsNotMadeGoodFor() {
        SourceRate rate = new SourceRate(1000);
        assertEquals(100, rate.recordsMax(0, 100 * MILLI));
        assertEquals(100, rate.recordsMax(3_600_000 * MILLI, 100 * MILLI), "an hour later");
    }

    @Test
    void aRateBelowOneRecordAnIntervalGivesOneNowAndThen() {
        SourceRate rate = new SourceRate(10);
        long taken = 0;
        for (long i = 0; i < 1000; i++) {
            long now = rate.recordsMax(i * MILLI, MILLI);
            rate.taken(now);
            taken += now;
        }
        assertEquals(10.0, (double) taken, 1.0);
    }

    @Test
    void whatASourceGaveTooMuchIsWaitedFor() {
        SourceRate rate = new SourceRate(1000);
        assertEquals(100, rate.recordsMax(0, 100 * MILLI));
        rate.taken(350);
        assertEquals(0, rate.recordsMax(200 * MILLI, 100 * MILLI));
        assertEquals(50, rate.recordsMax(300 * MILLI, 100 * MILLI));
    }
}
