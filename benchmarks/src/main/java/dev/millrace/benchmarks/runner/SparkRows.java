package dev.millrace.benchmarks.runner;

import static dev.millrace.benchmarks.fork.Metric.MEAN_MICROS_PER_BATCH;
import static dev.millrace.benchmarks.fork.Metric.MEDIAN_MICROS_PER_BATCH;
import static dev.millrace.benchmarks.fork.Metric.NANOS_PER_RECORD;
import static dev.millrace.benchmarks.fork.Program.COUNT_10K;
import static dev.millrace.benchmarks.fork.Program.STATE_TOUCHED;
import static dev.millrace.benchmarks.fork.Program.STATE_VISITED;
import static dev.millrace.benchmarks.fork.Program.TINY_WORD_COUNT;
import static dev.millrace.benchmarks.fork.Program.WORD_COUNT;
import static dev.millrace.benchmarks.fork.Side.DSTREAM;
import static dev.millrace.benchmarks.fork.Side.DSTREAM_ON_CLUSTER;
import static dev.millrace.benchmarks.fork.Side.MILLRACE_ON_CLUSTER;
import static dev.millrace.benchmarks.fork.Side.MILLRACE_ON_SPARK;

import dev.millrace.benchmarks.fork.Metric;
import dev.millrace.benchmarks.fork.Program;
import java.util.List;

/** Row 20: Millrace on Spark beside Spark. */
final class SparkRows {
    private static final Goal LARGE = Goal.atLeast(1.5, 1.5, "×");
    private static final Goal TINY = Goal.atLeast(1, 1.2, "×");

    static final List<Row> ALL = List.of(new Row(
            20,
            "on Spark",
            List.of(
                    onSpark(WORD_COUNT, "word count", LARGE),
                    onSpark(TINY_WORD_COUNT, "word count of two lines", TINY),
                    onCluster(WORD_COUNT, "word count, executors of their own", LARGE),
                    onCluster(TINY_WORD_COUNT, "word count of two lines, executors of their own", TINY),
                    onSpark(COUNT_10K, "count by 10 k keys", LARGE.withoutGate()),
                    state(STATE_TOUCHED, MEDIAN_MICROS_PER_BATCH, "mapWithState, 1 % touched, median", 2),
                    state(STATE_TOUCHED, MEAN_MICROS_PER_BATCH, "mapWithState, 1 % touched, mean", 5),
                    state(STATE_VISITED, MEDIAN_MICROS_PER_BATCH, "updateStateByKey, median", 3),
                    state(STATE_VISITED, MEAN_MICROS_PER_BATCH, "updateStateByKey, mean", 3))));

    private SparkRows() {}

    private static Comparison onSpark(Program program, String what, Goal goal) {
        return new Comparison(
                what + ": times faster",
                "DStream",
                new Value(program, DSTREAM, NANOS_PER_RECORD),
                new Value(program, MILLRACE_ON_SPARK, NANOS_PER_RECORD),
                goal);
    }

    private static Comparison onCluster(Program program, String what, Goal goal) {
        return new Comparison(
                what + ": times faster",
                "DStream",
                new Value(program, DSTREAM_ON_CLUSTER, NANOS_PER_RECORD),
                new Value(program, MILLRACE_ON_CLUSTER, NANOS_PER_RECORD),
                goal);
    }

    private static Comparison state(Program program, Metric metric, String what, double gate) {
        return new Comparison(
                "1 M keys, " + what + ", checkpoints included: times faster",
                "DStream",
                new Value(program, DSTREAM, metric),
                new Value(program, MILLRACE_ON_SPARK, metric),
                Goal.atLeast(gate, gate, "×"));
    }
}
