package dev.millrace.benchmarks.runner;

import static dev.millrace.benchmarks.fork.Metric.MICROS_PER_SLIDE;
import static dev.millrace.benchmarks.fork.Program.JOIN_TABLE;
import static dev.millrace.benchmarks.fork.Program.JOIN_WINDOWS;
import static dev.millrace.benchmarks.fork.Side.DSTREAM;
import static dev.millrace.benchmarks.fork.Side.FLINK;
import static dev.millrace.benchmarks.fork.Side.JET;
import static dev.millrace.benchmarks.fork.Side.MILLRACE;

import dev.millrace.benchmarks.fork.Side;
import java.util.List;

/** Row 7: a stream and a table, and two streams over windows. */
final class JoinRows {
    private static final Goal OVER_FLINK = Goal.atLeast(3, 8, "×");
    private static final Goal OVER_JET = Goal.atLeast(2, 5, "×");
    private static final Goal OVER_DSTREAM = Goal.atLeast(10, 20, "×");
    private static final String TABLE = "a stream and a table of 100 k keys";

    static final List<Row> ALL = List.of(new Row(
            7,
            "joins",
            List.of(
                    Comparisons.speed(JOIN_TABLE, FLINK, TABLE, OVER_FLINK),
                    Comparisons.speed(JOIN_TABLE, JET, TABLE, OVER_JET),
                    Comparisons.speed(JOIN_TABLE, DSTREAM, TABLE, OVER_DSTREAM),
                    Comparisons.time(
                            JOIN_TABLE, TABLE, Goal.atMost(1.5, 1.15, "×").withoutGate()),
                    Comparisons.limit(JOIN_TABLE, TABLE, 20),
                    windows(FLINK, OVER_FLINK),
                    windows(JET, OVER_JET),
                    windows(DSTREAM, OVER_DSTREAM))));

    private JoinRows() {}

    private static Comparison windows(Side peer, Goal goal) {
        return new Comparison(
                "two streams, windows of 1 s every 200 ms: times faster",
                peer.title(),
                new Value(JOIN_WINDOWS, peer, MICROS_PER_SLIDE),
                new Value(JOIN_WINDOWS, MILLRACE, MICROS_PER_SLIDE),
                goal);
    }
}
