package dev.millrace.connector.kinesis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private static final long MILLI = 1_000_000;

    @Test
    void waitsDoubleUpToTheMostAndHalfOfEachIsChance() {
        Backoff backoff = new Backoff(RetrySettings.DEFAULTS, new Random(7));
        long full = 100 * MILLI;
        for (int i = 0; i < 10; i++) {
            long wait = backoff.failed(0);
            assertTrue(wait >= full / 2 && wait <= full, i + ": " + wait);
            full = Math.min(2 * full, 10_000 * MILLI);
        }
    }

    @Test
    void attemptsAloneEndItWhereNoTimeIsGiven() {
        Backoff backoff = new Backoff(retries(3, Duration.ZERO), new Random(7));
        assertTrue(backoff.failed(0) > 0);
        assertTrue(backoff.failed(0) > 0);
        assertEquals(Backoff.GIVE_UP, backoff.failed(0));
        assertEquals(3, backoff.failures());
    }

    @Test
    void timeAndAttemptsMustBothBeUsedUp() {
        Backoff backoff = new Backoff(retries(3, Duration.ofSeconds(1)), new Random(7));
        assertTrue(backoff.failed(0) > 0);
        assertTrue(backoff.failed(2_000 * MILLI) > 0, "two attempts, though they took long");
        assertEquals(Backoff.GIVE_UP, backoff.failed(2_001 * MILLI));
        assertEquals(2_001 * MILLI, backoff.elapsedNanos(2_001 * MILLI));
    }

    @Test
    void whatWasWaitedCountsWhereTheClockStands() {
        Backoff backoff = new Backoff(retries(1, Duration.ofSeconds(1)), new Random(7));
        long waited = 0;
        while (true) {
            long wait = backoff.failed(0);
            if (wait == Backoff.GIVE_UP) {
                break;
            }
            waited += wait;
        }
        assertTrue(waited >= 1_000 * MILLI && waited < 3_000 * MILLI, "" + waited);
    }

    @Test
    void successBeginsANewSeries() {
        Backoff backoff = new Backoff(retries(2, Duration.ZERO), new Random(7));
        assertTrue(backoff.failed(0) > 0);
        backoff.succeeded();
        assertEquals(0, backoff.failures());
        assertTrue(backoff.failed(5) > 0);
        assertEquals(Backoff.GIVE_UP, backoff.failed(5));
    }

    @Test
    void theSameSeedWaitsTheSame() {
        Backoff one = new Backoff(RetrySettings.DEFAULTS, new Random(3));
        Backoff other = new Backoff(RetrySettings.DEFAULTS, new Random(3));
        for (int i = 0; i < 20; i++) {
            assertEquals(one.failed(i), other.failed(i));
        }
    }

    @Test
    void settingsAreChecked() {
        assertThrows(IllegalArgumentException.class, () -> retries(0, Duration.ZERO));
        assertThrows(IllegalArgumentException.class, () -> retries(1, Duration.ofMillis(-1)));
        assertThrows(
                IllegalArgumentException.class,
                () -> new RetrySettings(Duration.ZERO, Duration.ofSeconds(1), 1, Duration.ZERO));
        assertThrows(
                IllegalArgumentException.class,
                () -> new RetrySettings(Duration.ofSeconds(2), Duration.ofSeconds(1), 1, Duration.ZERO));
    }

    @Test
    void defaultsAreSparksAndAMinute() {
        assertEquals(Duration.ofMillis(100), RetrySettings.DEFAULTS.waitTime());
        assertEquals(3, RetrySettings.DEFAULTS.attemptsMax());
        assertEquals(Duration.ofSeconds(60), RetrySettings.DEFAULTS.time());
        assertEquals(Duration.ofSeconds(10), RetrySettings.DEFAULTS.waitTimeMax());
    }

    private static RetrySettings retries(int attempts, Duration time) {
        return new RetrySettings(Duration.ofMillis(100), Duration.ofSeconds(10), attempts, time);
    }
}
