package dev.millrace.batch;

import java.util.Random;
import java.util.function.DoubleUnaryOperator;

/**
 * A stream whose records arrive at some rate and cost something, under a rate limit, in simulated time: batches begin at
 * the multiples of an interval, or late. All durations are seconds, all functions of the time in seconds.
 */
final class SimulatedLoad {
    private final double interval;
    private final Random random = new Random(1);
    private DoubleUnaryOperator arrivals = time -> 0;
    private DoubleUnaryOperator fixedCost = time -> 0;
    private DoubleUnaryOperator recordCost = time -> 0;
    private double backlog;

    SimulatedLoad(double interval) {
        this.interval = interval;
    }

    /** In records/s. */
    SimulatedLoad arrivals(DoubleUnaryOperator rate) {
        this.arrivals = rate;
        return this;
    }

    /** What a batch costs, and each of its records. */
    SimulatedLoad costs(DoubleUnaryOperator fixed, DoubleUnaryOperator perRecord) {
        this.fixedCost = fixed;
        this.recordCost = perRecord;
        return this;
    }

    SimulatedLoad backlog(double records) {
        this.backlog = records;
        return this;
    }

    /**
     * What was seen from some time on.
     *
     * @param caughtUpAfter until no more waited than two intervals bring, for good
     * @param longestBatch the longest that a batch took, in intervals
     * @param processed records/s
     */
    record Seen(double caughtUpAfter, double longestBatch, double processed) {
        @Override
        public String toString() {
            return String.format(
                    "caught up after %6.1f s, longest batch %5.1f intervals, %9.0f records/s",
                    caughtUpAfter, longestBatch, processed);
        }
    }

    Seen run(RateLimit limit, double from, double until) {
        double time = 0;
        double caughtUp = 0;
        double longest = 0;
        double processed = 0;
        double last = 0;
        while (time < until) {
            double due = Math.floor(time / interval + 1e-9) * interval;
            double begin = due > last ? time : due + interval;
            begin = Math.max(begin, time);
            backlog += arrivals.applyAsDouble(begin) * (begin - last);
            double taken = Math.floor(Math.min(backlog, (double) limit.recordsMax()));
            backlog -= taken;
            double noise = 0.9 + 0.2 * random.nextDouble();
            double took =
                    taken == 0 ? 0 : noise * (fixedCost.applyAsDouble(begin) + taken * recordCost.applyAsDouble(begin));
            double multiple = Math.floor(begin / interval + 1e-9) * interval;
            if (taken > 0) {
                limit.batchDone(
                        new RateLimit.Batch((long) taken, nanos(took), nanos(begin - multiple), nanos(begin + took)));
            }
            last = begin;
            time = Math.max(begin + took, multiple + interval);
            if (begin >= from) {
                longest = Math.max(longest, took / interval);
                processed += taken;
                boolean isBehind = backlog > 2 * interval * arrivals.applyAsDouble(begin) + 1;
                caughtUp = isBehind ? begin - from : caughtUp;
            }
        }
        return new Seen(caughtUp, longest, processed / (until - from));
    }

    private static long nanos(double seconds) {
        return (long) (seconds * 1e9);
    }
}
