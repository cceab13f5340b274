package dev.millrace.benchmarks.runner;

import static dev.millrace.benchmarks.fork.Metric.MILLIS_TO_FIRST_RESULT;
import static dev.millrace.benchmarks.fork.Program.FIRST_RESULT;
import static dev.millrace.benchmarks.fork.Side.DSTREAM;
import static dev.millrace.benchmarks.fork.Side.FLINK;
import static dev.millrace.benchmarks.fork.Side.JET;
import static dev.millrace.benchmarks.fork.Side.MILLRACE;

import dev.millrace.benchmarks.fork.Side;
import java.util.List;

/** Row 15: how long a program takes from its start. */
final class StartRows {
    static final List<Row> ALL = List.of(new Row(
            15,
            "process start to first result",
            List.of(
                    start(DSTREAM, Goal.atLeast(10, 30, "×")),
                    start(FLINK, Goal.atLeast(5, 5, "×")),
                    start(JET, Goal.atLeast(3, 3, "×")),
                    Comparisons.alone(
                            FIRST_RESULT,
                            MILLIS_TO_FIRST_RESULT,
                            "time",
                            Goal.atMost(150, 150, " ms").withoutGate()))));

    private StartRows() {}

    private static Comparison start(Side peer, Goal goal) {
        return new Comparison(
                "time",
                peer.title(),
                new Value(FIRST_RESULT, peer, MILLIS_TO_FIRST_RESULT),
                new Value(FIRST_RESULT, MILLRACE, MILLIS_TO_FIRST_RESULT),
                goal);
    }
}
