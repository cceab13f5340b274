package dev.millrace.benchmarks.runner;

import static dev.millrace.benchmarks.fork.Metric.NANOS_PER_RECORD;
import static dev.millrace.benchmarks.fork.Side.DSTREAM;
import static dev.millrace.benchmarks.fork.Side.LOOP;
import static dev.millrace.benchmarks.fork.Side.MILLRACE;

import dev.millrace.benchmarks.fork.Metric;
import dev.millrace.benchmarks.fork.Program;
import dev.millrace.benchmarks.fork.Side;

/** Comparisons that several rows make. */
final class Comparisons {
    private Comparisons() {}

    static Comparison time(Program program, String what, Goal goal) {
        return new Comparison(
                what + ": time over the loop's",
                "loop",
                new Value(program, MILLRACE, NANOS_PER_RECORD),
                new Value(program, LOOP, NANOS_PER_RECORD),
                goal);
    }

    static Comparison speed(Program program, Side peer, String what, Goal goal) {
        return new Comparison(
                what + ": times faster",
                peer.title(),
                new Value(program, peer, NANOS_PER_RECORD),
                new Value(program, MILLRACE, NANOS_PER_RECORD),
                goal);
    }

    static Comparison alone(Program alone, Program after, String what) {
        return new Comparison(
                what,
                "itself",
                new Value(alone, MILLRACE, NANOS_PER_RECORD),
                new Value(after, MILLRACE, NANOS_PER_RECORD),
                Goal.atLeast(0.9, 0.9, "").withoutGate());
    }

    static Comparison alone(Program program, Metric metric, String what, Goal goal) {
        return new Comparison(what, "–", new Value(program, MILLRACE, metric), null, goal);
    }

    /** How much faster the loop is that an expert writes by hand: nobody is expected to be faster than it. */
    static Comparison limit(Program program, String what, double aim) {
        return new Comparison(
                what + ": the loop itself, times faster",
                "DStream",
                new Value(program, DSTREAM, NANOS_PER_RECORD),
                new Value(program, LOOP, NANOS_PER_RECORD),
                Goal.atLeast(aim, aim, "×").withoutGate());
    }
}
