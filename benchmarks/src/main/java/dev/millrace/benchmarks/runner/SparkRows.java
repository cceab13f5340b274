package dev.millrace.benchmarks.runner;

import static dev.millrace.benchmarks.fork.Metric.NANOS_PER_RECORD;
import static dev.millrace.benchmarks.fork.Program.COUNT_10K;
import static dev.millrace.benchmarks.fork.Program.WORD_COUNT;
import static dev.millrace.benchmarks.fork.Side.DSTREAM;
import static dev.millrace.benchmarks.fork.Side.MILLRACE_ON_SPARK;

import dev.millrace.benchmarks.fork.Program;
import java.util.List;

/** Row 20: Millrace on Spark beside Spark. */
final class SparkRows {
    static final List<Row> ALL = List.of(new Row(
            20,
            "on Spark",
            List.of(
                    onSpark(WORD_COUNT, "word count", Goal.atLeast(1, 1.5, "×")),
                    onSpark(
                            COUNT_10K,
                            "count by 10 k keys",
                            Goal.atLeast(1, 1.5, "×").withoutGate()))));

    private SparkRows() {}

    private static Comparison onSpark(Program program, String what, Goal goal) {
        return new Comparison(
                what + ": times faster",
                "DStream",
                new Value(program, DSTREAM, NANOS_PER_RECORD),
                new Value(program, MILLRACE_ON_SPARK, NANOS_PER_RECORD),
                goal);
    }
}
