package dev.millrace.benchmarks.runner;

import static dev.millrace.benchmarks.fork.Metric.MILLIS_TO_FIRST_RESULT;
import static dev.millrace.benchmarks.fork.Metric.NANOS_PER_RECORD;
import static dev.millrace.benchmarks.fork.Metric.P99_MICROS_PER_BATCH;
import static dev.millrace.benchmarks.fork.Program.COMMITS_10_MS;
import static dev.millrace.benchmarks.fork.Program.COMMITS_1_MS;
import static dev.millrace.benchmarks.fork.Program.STATE_10M_SLOWEST;
import static dev.millrace.benchmarks.fork.Program.STATE_RECOVERY;
import static dev.millrace.benchmarks.fork.Side.BUFFERED;
import static dev.millrace.benchmarks.fork.Side.MILLRACE;
import static dev.millrace.benchmarks.fork.Side.SYNCED;
import static dev.millrace.benchmarks.fork.Side.WITHOUT_SNAPSHOTS;

import dev.millrace.benchmarks.fork.Program;
import dev.millrace.benchmarks.fork.Side;
import java.util.List;

/** Rows 11, 12 and 23: what it takes that nothing is lost, and what it gives. */
final class DurabilityRows {
    static final List<Row> ALL = List.of(
            new Row(
                    11,
                    "exactly once, running counts by 1,000 keys",
                    List.of(
                            commits(COMMITS_10_MS, SYNCED, "a commit every 10 ms"),
                            commits(COMMITS_10_MS, BUFFERED, "a commit every 10 ms"),
                            commits(COMMITS_1_MS, SYNCED, "a commit every ms"),
                            commits(COMMITS_1_MS, BUFFERED, "a commit every ms"))),
            new Row(
                    12,
                    "state of 10 M keys, after kill -9",
                    List.of(Comparisons.alone(
                            STATE_RECOVERY,
                            MILLIS_TO_FIRST_RESULT,
                            "process start to first correct output",
                            Goal.atMost(2_000, 700, " ms")))),
            new Row(
                    23,
                    "state of 10 M keys, 1 % touched a batch, while snapshots are written",
                    List.of(new Comparison(
                            "99th percentile of a batch's time",
                            "itself without snapshots",
                            new Value(STATE_10M_SLOWEST, MILLRACE, P99_MICROS_PER_BATCH),
                            new Value(STATE_10M_SLOWEST, WITHOUT_SNAPSHOTS, P99_MICROS_PER_BATCH),
                            Goal.atMost(2, 1.2, "×")))));

    private DurabilityRows() {}

    private static Comparison commits(Program program, Side side, String what) {
        return new Comparison(
                what + ", " + (side == SYNCED ? "synced" : "left to the operating system")
                        + ": records/s over those without a checkpoint",
                "itself",
                new Value(program, MILLRACE, NANOS_PER_RECORD),
                new Value(program, side, NANOS_PER_RECORD),
                Goal.atLeast(0.75, 0.9, ""));
    }
}
