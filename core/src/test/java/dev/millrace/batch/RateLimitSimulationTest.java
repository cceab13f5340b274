package dev.millrace.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.BackPressure;
import dev.millrace.batch.SimulatedLoad.Seen;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Both kinds of back-pressure under the same loads; docs/decisions/0110 shows what this prints. */
class RateLimitSimulationTest {
    private static final double MICRO = 1e-6;
    private static final double MILLI = 1e-3;

    private static RateLimit limit(BackPressure kind, double interval) {
        return RateLimit.of(
                new RateSettings(kind, Long.MAX_VALUE, 10_000, Double.POSITIVE_INFINITY, Map.of()),
                Duration.ofNanos((long) (interval * 1e9)));
    }

    /** What is seen of one load under each kind. */
    private record Compared(Seen byCost, Seen pid, Seen off) {}

    private static Compared compare(
            String what, double interval, double from, double until, Supplier<SimulatedLoad> load) {
        Seen byCost = load.get().run(limit(BackPressure.byCost(), interval), from, until);
        Seen pid = load.get().run(limit(BackPressure.pid(), interval), from, until);
        Seen off = load.get().run(limit(BackPressure.off(), interval), from, until);
        System.out.printf("%-26s by cost  %s%n%-26s pid      %s%n%-26s off      %s%n", what, byCost, "", pid, "", off);
        return new Compared(byCost, pid, off);
    }

    @Test
    void aBacklogAtTheStartIsTakenInBatchesThatFitTheirInterval() {
        Compared seen = compare(
                "5 M wait at the start",
                0.1,
                0,
                120,
                () -> new SimulatedLoad(0.1).backlog(5e6).arrivals(t -> 20_000).costs(t -> 2 * MILLI, t -> 10 * MICRO));
        assertTrue(seen.byCost().longestBatch() < 1.25 && seen.pid().longestBatch() < 1.25);
        assertTrue(seen.byCost().caughtUpAfter() < 80 && seen.pid().caughtUpAfter() < 80, "64 s is the least");
        assertTrue(seen.off().longestBatch() > 500);
    }

    @Test
    void aStepIsFollowedAtOnce() {
        Compared seen = compare(
                "1,000/s, then 70,000/s",
                0.1,
                10,
                60,
                () -> new SimulatedLoad(0.1)
                        .arrivals(t -> t < 10 ? 1_000 : 70_000)
                        .costs(t -> 2 * MILLI, t -> 10 * MICRO));
        assertTrue(seen.byCost().caughtUpAfter() < 2 && seen.pid().caughtUpAfter() < 2);
        assertTrue(seen.byCost().longestBatch() < 1.25 && seen.pid().longestBatch() < 1.25);
    }

    @Test
    void aTenfoldBurstWaitsInTheSource() {
        Compared seen = compare(
                "10-fold for 2 s",
                0.1,
                10,
                60,
                () -> new SimulatedLoad(0.1)
                        .arrivals(t -> t < 10 || t > 12 ? 20_000 : 200_000)
                        .costs(t -> 2 * MILLI, t -> 10 * MICRO));
        assertTrue(seen.byCost().longestBatch() < 1.25 && seen.pid().longestBatch() < 1.25);
        assertTrue(seen.byCost().caughtUpAfter() < 8 && seen.pid().caughtUpAfter() < 8);
        assertTrue(seen.off().longestBatch() > 10);
    }

    @Test
    void aSinkThatBecomesSlowMakesBatchesSmallUntilItIsFastAgain() {
        Supplier<SimulatedLoad> load = () -> new SimulatedLoad(0.1)
                .arrivals(t -> 20_000)
                .costs(t -> t < 10 || t > 20 ? 2 * MILLI : 80 * MILLI, t -> (t < 10 || t > 20 ? 10 : 100) * MICRO);
        Compared during = compare("slow sink, meanwhile", 0.1, 11, 20, load);
        Compared after = compare("slow sink, afterwards", 0.1, 20, 60, load);
        assertTrue(during.byCost().longestBatch() < 4 && during.pid().longestBatch() < 1.5);
        assertTrue(during.byCost().processed() > 2 * during.pid().processed(), "fixed costs aren't shared by few");
        assertTrue(after.byCost().caughtUpAfter() < 5 && after.pid().caughtUpAfter() < 5);
    }

    @Test
    void batchesOfLessThanAMillisecondCountToo() {
        Compared seen = compare(
                "0.05 ms each, then burst",
                0.01,
                10,
                30,
                () -> new SimulatedLoad(0.01)
                        .arrivals(t -> t < 10 || t > 11 ? 1_000 : 1_000_000)
                        .costs(t -> 0.05 * MILLI, t -> 1 * MICRO));
        assertTrue(seen.byCost().longestBatch() < 1.25 && seen.pid().longestBatch() < 1.25);
        assertTrue(seen.byCost().caughtUpAfter() < 2 && seen.pid().caughtUpAfter() < 2);
        RateLimit pid = limit(BackPressure.pid(), 0.01);
        pid.batchDone(new RateLimit.Batch(100, 50_000, 0, 50_000));
        assertEquals(20_000, pid.recordsMax(), "2 M/s for 10 ms; in milliseconds it took no time");
    }

    @Test
    void batchesThatCostMoreThanAnIntervalStallThePidController() {
        Compared seen = compare(
                "4 ms a batch, each ms",
                0.001,
                10,
                30,
                () -> new SimulatedLoad(0.001).arrivals(t -> 20_000).costs(t -> 4 * MILLI, t -> 10 * MICRO));
        assertEquals(20_000, seen.byCost().processed(), 200);
        assertTrue(seen.pid().processed() < 1_000, "why it isn't the default");
    }

    @Test
    void theWeightsOfThePidControllerMeanWhatTheyMeanInSpark() {
        RateSettings settings = new RateSettings(
                new BackPressure.Pid(0.5, 0.25, 0.1, 10), Long.MAX_VALUE, 1, Double.POSITIVE_INFINITY, Map.of());
        RateLimit limit = RateLimit.of(settings, Duration.ofSeconds(1));
        long second = 1_000_000_000L;
        limit.batchDone(new RateLimit.Batch(1000, second, 0, second));
        assertEquals(1000, limit.recordsMax(), "the first batch sets the rate");
        limit.batchDone(new RateLimit.Batch(800, second, second / 2, 3 * second));
        // error 200, piled up 0.5 s of 800/s, change of error 200 in 2 s
        assertEquals((long) (1000 - 0.5 * 200 - 0.25 * 400 - 0.1 * 100), limit.recordsMax());
        for (int i = 4; i < 50; i++) {
            limit.batchDone(new RateLimit.Batch(1, 10 * second, 100 * second, i * second));
        }
        assertEquals(10, limit.recordsMax(), "never below the minimum rate");
    }
}
