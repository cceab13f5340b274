package dev.millrace.benchmarks.runner;

import static dev.millrace.benchmarks.fork.Metric.BURST_NANOS_PER_RECORD;
import static dev.millrace.benchmarks.fork.Metric.NANOS_PER_RECORD;
import static dev.millrace.benchmarks.fork.Program.COUNT_BURST;
import static dev.millrace.benchmarks.fork.Program.COUNT_HOT;
import static dev.millrace.benchmarks.fork.Program.COUNT_UNIFORM;
import static dev.millrace.benchmarks.fork.Program.COUNT_ZIPF;
import static dev.millrace.benchmarks.fork.Side.FLINK;
import static dev.millrace.benchmarks.fork.Side.JET;
import static dev.millrace.benchmarks.fork.Side.MILLRACE;

import dev.millrace.benchmarks.fork.Program;
import dev.millrace.benchmarks.fork.Side;
import java.util.List;

/** Row 14: what a program does when keys are not equally frequent, and when more comes than it can do. */
final class SkewRows {
    private static final Goal OF_UNIFORM = Goal.atLeast(0.8, 0.95, "");
    private static final Goal SHOWN = OF_UNIFORM.withoutGate();

    static final List<Row> ALL = List.of(new Row(
            14,
            "skewed keys, 1 M of them",
            List.of(
                    skewed(COUNT_ZIPF, MILLRACE, "Zipf 1.2", OF_UNIFORM),
                    skewed(COUNT_HOT, MILLRACE, "half of all records one key", OF_UNIFORM),
                    skewed(COUNT_ZIPF, FLINK, "Zipf 1.2", SHOWN),
                    skewed(COUNT_HOT, FLINK, "half of all records one key", SHOWN),
                    skewed(COUNT_ZIPF, JET, "Zipf 1.2", SHOWN),
                    skewed(COUNT_HOT, JET, "half of all records one key", SHOWN),
                    burst(MILLRACE, OF_UNIFORM),
                    burst(FLINK, SHOWN),
                    burst(JET, SHOWN))));

    private SkewRows() {}

    private static Comparison burst(Side side, Goal goal) {
        return new Comparison(
                "a burst of ten times 70 % load: " + side.title() + "'s records/s over its maximum",
                "itself",
                new Value(COUNT_BURST, side, NANOS_PER_RECORD),
                new Value(COUNT_BURST, side, BURST_NANOS_PER_RECORD),
                goal);
    }

    private static Comparison skewed(Program program, Side side, String what, Goal goal) {
        return new Comparison(
                what + ": " + side.title() + "'s records/s over those with uniform keys",
                "itself",
                new Value(COUNT_UNIFORM, side, NANOS_PER_RECORD),
                new Value(program, side, NANOS_PER_RECORD),
                goal);
    }
}
