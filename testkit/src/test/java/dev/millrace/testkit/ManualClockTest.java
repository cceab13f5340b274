package dev.millrace.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ManualClockTest {
    private final ManualClock clock = new ManualClock(Instant.EPOCH);

    @Test
    void timeStandsStillUntilItIsAdvanced() {
        assertEquals(clock.instant(), clock.instant());
        clock.advance(Duration.ofMillis(5));
        assertEquals(Instant.ofEpochMilli(5), clock.instant());
        assertEquals(5_000_000, clock.nanoTime());
        assertEquals(Duration.ofMillis(3), clock.since(2_000_000));
    }

    @Test
    void aWallClockThatIsSetBackLeavesTheRunningTimeAlone() {
        clock.advance(Duration.ofSeconds(10));
        clock.setInstant(Instant.ofEpochSecond(3));
        assertEquals(Instant.ofEpochSecond(3), clock.instant());
        assertEquals(10_000_000_000L, clock.nanoTime());
        assertThrows(IllegalArgumentException.class, () -> clock.advance(Duration.ofMillis(-1)));
    }

    @Test
    void whoParksReturnsWhenTheTimeHasCome() throws InterruptedException {
        Thread thread = parked(1_000_000);
        clock.advance(Duration.ofNanos(999_999));
        clock.awaitParked();
        clock.advance(Duration.ofNanos(1));
        thread.join();
    }

    @Test
    void whoParksReturnsWhenWoken() throws InterruptedException {
        Thread thread = parked(Long.MAX_VALUE);
        clock.wake();
        thread.join();
        assertEquals(0, clock.nanoTime());
    }

    @Test
    void aWakeBeforeTheParkIsNotLostAndCountsOnce() throws InterruptedException {
        clock.wake();
        clock.park(Long.MAX_VALUE);
        Thread thread = parked(Long.MAX_VALUE);
        clock.wake();
        thread.join();
    }

    @Test
    void aDeadlineInThePastDoesNotWait() throws InterruptedException {
        clock.advance(Duration.ofSeconds(1));
        clock.park(1);
        clock.park(1_000_000_000);
    }

    @Test
    void aSkippingClockLetsNobodyWait() throws InterruptedException {
        clock.skipping();
        clock.park(7_000_000);
        assertEquals(7_000_000, clock.nanoTime());
        assertEquals(Instant.ofEpochMilli(7), clock.instant());
    }

    @Test
    void aParkedThreadCanBeInterrupted() throws InterruptedException {
        Thread thread = parked(Long.MAX_VALUE);
        thread.interrupt();
        thread.join();
        assertTrue(!thread.isAlive());
    }

    private Thread parked(long deadlineNanos) throws InterruptedException {
        Thread thread = new Thread(() -> {
            try {
                clock.park(deadlineNanos);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        thread.start();
        clock.awaitParked();
        return thread;
    }
}
