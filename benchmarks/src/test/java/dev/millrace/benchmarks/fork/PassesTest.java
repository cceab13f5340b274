package dev.millrace.benchmarks.fork;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.benchmarks.input.Digest;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PassesTest {
    private static final long MILLISECOND = 1_000_000;
    private static final Effort EFFORT = effort(Duration.ofMillis(600), Duration.ofSeconds(10));

    @Test
    void theFigureIsOfThePassesAfterTheWarmUp() {
        Passes passes = new Passes(1_000_000, EFFORT);
        for (int slow = 0; slow < 2; slow++) {
            assertTrue(passes.completed(4_000 * MILLISECOND, digest(1)));
        }
        while (passes.completed(100 * MILLISECOND, digest(1))) {}
        assertEquals(100.0, passes.result().metrics().get(Metric.NANOS_PER_RECORD));
    }

    @Test
    void aPassWithAnotherResultIsRefused() {
        Passes passes = new Passes(1, EFFORT);
        passes.completed(1, digest(1));
        assertThrows(WrongAnswerException.class, () -> passes.completed(1, digest(2)));
    }

    @Test
    void aSeriesThatHasNotEndedHasNoResult() {
        Passes passes = new Passes(1, EFFORT);
        passes.completed(1, digest(1));
        assertThrows(IllegalStateException.class, passes::result);
    }

    @Test
    void theWarmUpEndsWhenThreeStretchesAreEquallyFast() {
        Flatness flatness = new Flatness(effort(Duration.ZERO, Duration.ofMinutes(1)));
        assertFalse(flatness.add(900 * MILLISECOND));
        assertFalse(flatness.add(600 * MILLISECOND));
        assertFalse(flatness.add(610 * MILLISECOND));
        assertTrue(flatness.add(600 * MILLISECOND));
        assertTrue(flatness.isFlat());
    }

    @Test
    void theWarmUpEndsAtItsLimitAndSaysThatItWasNotFlat() {
        Flatness flatness = new Flatness(effort(Duration.ZERO, Duration.ofSeconds(5)));
        assertFalse(flatness.add(1_000 * MILLISECOND));
        assertFalse(flatness.add(1_500 * MILLISECOND));
        assertTrue(flatness.add(3_000 * MILLISECOND));
        assertFalse(flatness.isFlat());
    }

    @Test
    void executorsOfTheirOwnWarmUpLongerAndAreJudgedByLongerStretches() {
        Effort effort = Effort.QUICK.onCluster();
        assertEquals(Duration.ofSeconds(15), effort.warmUpMin());
        assertEquals(Duration.ofSeconds(30), effort.warmUpMax());
        assertEquals(Duration.ofSeconds(3), effort.stretch());
        assertEquals(Duration.ofSeconds(4), effort.measured());
        assertEquals(Effort.TINY, Effort.TINY.onCluster());
    }

    @Test
    void theResultIsReadAsItWasWritten() {
        Passes passes = new Passes(10, Effort.TINY);
        while (passes.completed(30, digest(4))) {}
        ForkResult result = passes.result();
        assertEquals(result, ForkResult.parse(result.toLine()));
    }

    private static Effort effort(Duration warmUpMin, Duration warmUpMax) {
        return new Effort(warmUpMin, warmUpMax, Duration.ofMillis(500), Duration.ofMillis(500), 2);
    }

    private static Digest digest(long record) {
        Digest digest = new Digest();
        digest.add(record);
        return digest;
    }
}
