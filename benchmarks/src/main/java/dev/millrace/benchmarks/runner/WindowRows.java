package dev.millrace.benchmarks.runner;

import static dev.millrace.benchmarks.fork.Metric.MICROS_PER_SLIDE;
import static dev.millrace.benchmarks.fork.Program.WINDOW_MAX;
import static dev.millrace.benchmarks.fork.Program.WINDOW_MAX_FEW;
import static dev.millrace.benchmarks.fork.Program.WINDOW_MAX_FIRST;
import static dev.millrace.benchmarks.fork.Program.WINDOW_OF_10_S;
import static dev.millrace.benchmarks.fork.Program.WINDOW_OF_1_H;
import static dev.millrace.benchmarks.fork.Program.WINDOW_SUM;
import static dev.millrace.benchmarks.fork.Program.WINDOW_SUM_FEW;
import static dev.millrace.benchmarks.fork.Program.WINDOW_SUM_FIRST;
import static dev.millrace.benchmarks.fork.Side.DSTREAM;
import static dev.millrace.benchmarks.fork.Side.FLINK;
import static dev.millrace.benchmarks.fork.Side.JET;
import static dev.millrace.benchmarks.fork.Side.LOOP;
import static dev.millrace.benchmarks.fork.Side.MILLRACE;

import java.util.List;

/** Row 5: sliding windows. */
final class WindowRows {
    static final List<Row> ALL = List.of(new Row(
            5,
            "sliding windows",
            List.of(
                    slide(
                            "DStream",
                            "first 100 windows of 10 s every 10 ms, 10 k keys, sum: times faster",
                            new Value(WINDOW_SUM_FIRST, DSTREAM, MICROS_PER_SLIDE),
                            new Value(WINDOW_SUM_FIRST, MILLRACE, MICROS_PER_SLIDE),
                            Goal.atLeast(20, 100, "×")),
                    slide(
                            "DStream",
                            "the same, largest: times faster",
                            new Value(WINDOW_MAX_FIRST, DSTREAM, MICROS_PER_SLIDE),
                            new Value(WINDOW_MAX_FIRST, MILLRACE, MICROS_PER_SLIDE),
                            Goal.atLeast(20, 100, "×")),
                    slide(
                            "Flink",
                            "first 10 windows of 10 s every 10 ms, 1 k keys, sum: times faster",
                            new Value(WINDOW_SUM_FEW, FLINK, MICROS_PER_SLIDE),
                            new Value(WINDOW_SUM_FEW, MILLRACE, MICROS_PER_SLIDE),
                            Goal.atLeast(20, 100, "×")),
                    slide(
                            "Flink",
                            "the same, largest: times faster",
                            new Value(WINDOW_MAX_FEW, FLINK, MICROS_PER_SLIDE),
                            new Value(WINDOW_MAX_FEW, MILLRACE, MICROS_PER_SLIDE),
                            Goal.atLeast(20, 100, "×")),
                    slide(
                            "Jet",
                            "full windows of 10 s every 10 ms, 10 k keys, sum: times faster",
                            new Value(WINDOW_SUM, JET, MICROS_PER_SLIDE),
                            new Value(WINDOW_SUM, MILLRACE, MICROS_PER_SLIDE),
                            Goal.atLeast(2, 4, "×")),
                    slide(
                            "Jet",
                            "first 100 windows, largest: times faster",
                            new Value(WINDOW_MAX_FIRST, JET, MICROS_PER_SLIDE),
                            new Value(WINDOW_MAX_FIRST, MILLRACE, MICROS_PER_SLIDE),
                            Goal.atLeast(2, 4, "×")),
                    slide(
                            "loop of one thread",
                            "full windows of 10 s every 10 ms, 10 k keys, sum: time over the loop's",
                            new Value(WINDOW_SUM, MILLRACE, MICROS_PER_SLIDE),
                            new Value(WINDOW_SUM, LOOP, MICROS_PER_SLIDE),
                            Goal.atMost(20, 5, "×").withoutGate()),
                    slide(
                            "loop of one thread",
                            "the same, largest: time over the loop's",
                            new Value(WINDOW_MAX, MILLRACE, MICROS_PER_SLIDE),
                            new Value(WINDOW_MAX, LOOP, MICROS_PER_SLIDE),
                            Goal.atMost(20, 5, "×").withoutGate()),
                    Comparisons.alone(
                            WINDOW_SUM,
                            MICROS_PER_SLIDE,
                            "full windows, sum: time a window",
                            Goal.atMost(10_000, 2_000, " µs")),
                    Comparisons.alone(
                            WINDOW_MAX,
                            MICROS_PER_SLIDE,
                            "full windows, largest: time a window",
                            Goal.atMost(10_000, 2_000, " µs")),
                    slide(
                            "itself",
                            "1 h every s over 10 s every s, 2 k keys, largest: time",
                            new Value(WINDOW_OF_1_H, MILLRACE, MICROS_PER_SLIDE),
                            new Value(WINDOW_OF_10_S, MILLRACE, MICROS_PER_SLIDE),
                            Goal.atMost(1.1, 1.05, "×")))));

    private WindowRows() {}

    private static Comparison slide(String against, String what, Value numerator, Value denominator, Goal goal) {
        return new Comparison(what, against, numerator, denominator, goal);
    }
}
