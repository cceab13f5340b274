package dev.millrace.benchmarks.runner;

import static dev.millrace.benchmarks.fork.Metric.NANOS_PER_RECORD;
import static dev.millrace.benchmarks.fork.Program.BATCHED_COUNTS;
import static dev.millrace.benchmarks.fork.Program.BATCHED_LONGS;
import static dev.millrace.benchmarks.fork.Program.COUNT_10K;
import static dev.millrace.benchmarks.fork.Program.COUNT_1M;
import static dev.millrace.benchmarks.fork.Program.LONGS;
import static dev.millrace.benchmarks.fork.Program.WORD_COUNT;
import static dev.millrace.benchmarks.fork.Side.LONG_BATCHES;
import static dev.millrace.benchmarks.fork.Side.ONE_WORKER;
import static dev.millrace.benchmarks.fork.Side.SHORT_BATCHES;
import static dev.millrace.benchmarks.fork.Side.TWO_WORKERS;

import dev.millrace.benchmarks.fork.Program;
import java.util.List;

/** Rows 21 and 25: what shorter batches cost, and what a second worker brings. */
final class ScalingRows {
    static final List<Row> ALL = List.of(
            new Row(
                    21,
                    "1 ms batches",
                    List.of(batches(BATCHED_LONGS, "map–filter–map"), batches(BATCHED_COUNTS, "count by 10 keys"))),
            new Row(
                    25,
                    "two workers",
                    List.of(
                            workers(LONGS, "map–filter–map over longs"),
                            workers(COUNT_10K, "count by 10 k keys"),
                            workers(COUNT_1M, "count by 1 M keys"),
                            workers(WORD_COUNT, "word count"))));

    private ScalingRows() {}

    private static Comparison batches(Program program, String what) {
        return new Comparison(
                what + ": records/s over those of 1 s batches",
                "itself",
                new Value(program, LONG_BATCHES, NANOS_PER_RECORD),
                new Value(program, SHORT_BATCHES, NANOS_PER_RECORD),
                Goal.atLeast(0.8, 0.95, ""));
    }

    private static Comparison workers(Program program, String what) {
        return new Comparison(
                what + ": times faster than one",
                "itself",
                new Value(program, ONE_WORKER, NANOS_PER_RECORD),
                new Value(program, TWO_WORKERS, NANOS_PER_RECORD),
                Goal.atLeast(1.7, 1.85, "×"));
    }
}
