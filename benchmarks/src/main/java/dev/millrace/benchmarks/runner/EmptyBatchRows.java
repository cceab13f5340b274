package dev.millrace.benchmarks.runner;

import static dev.millrace.benchmarks.fork.Metric.BYTES_WRITTEN;
import static dev.millrace.benchmarks.fork.Metric.CORE_PERCENT;
import static dev.millrace.benchmarks.fork.Metric.CPU_MICROS_PER_BATCH;
import static dev.millrace.benchmarks.fork.Program.EMPTY_BATCH;
import static dev.millrace.benchmarks.fork.Program.EMPTY_BATCH_1000;
import static dev.millrace.benchmarks.fork.Program.EMPTY_BATCH_CHECKPOINT;
import static dev.millrace.benchmarks.fork.Program.EMPTY_BATCH_UNWAITED;
import static dev.millrace.benchmarks.fork.Program.EMPTY_BATCH_UNWAITED_1000;
import static dev.millrace.benchmarks.fork.Side.DSTREAM;
import static dev.millrace.benchmarks.fork.Side.LOOP;
import static dev.millrace.benchmarks.fork.Side.MILLRACE;

import dev.millrace.benchmarks.fork.Program;
import java.util.List;

/** Row 10: what a batch costs in which nothing happens. */
final class EmptyBatchRows {
    static final List<Row> ALL = List.of(new Row(
            10,
            "an empty batch",
            List.of(
                    Comparisons.alone(
                            EMPTY_BATCH_UNWAITED,
                            CPU_MICROS_PER_BATCH,
                            "CPU time, 1 stream",
                            Goal.atMost(20, 3, " µs")),
                    Comparisons.alone(
                            EMPTY_BATCH_UNWAITED_1000,
                            CPU_MICROS_PER_BATCH,
                            "CPU time, 1,000 streams",
                            Goal.atMost(200, 200, " µs")),
                    Comparisons.alone(
                            EMPTY_BATCH,
                            CPU_MICROS_PER_BATCH,
                            "CPU time, 1 stream, waiting for its tick included",
                            Goal.atMost(20, 20, " µs").withoutGate()),
                    new Comparison(
                            "CPU time, a thread that only waits for a tick",
                            "loop",
                            new Value(EMPTY_BATCH, LOOP, CPU_MICROS_PER_BATCH),
                            null,
                            Goal.atMost(20, 20, " µs").withoutGate()),
                    Comparisons.alone(
                            EMPTY_BATCH_1000,
                            CPU_MICROS_PER_BATCH,
                            "CPU time, 1,000 streams, waiting for its tick included",
                            Goal.atMost(200, 200, " µs").withoutGate()),
                    Comparisons.alone(EMPTY_BATCH, CORE_PERCENT, "CPU at 1 kHz, of one core", Goal.atMost(5, 5, " %")),
                    Comparisons.alone(
                            EMPTY_BATCH_CHECKPOINT,
                            CPU_MICROS_PER_BATCH,
                            "CPU time, 1 stream, with a checkpoint directory, waiting included",
                            Goal.atMost(50, 50, " µs")),
                    Comparisons.alone(
                            EMPTY_BATCH_CHECKPOINT,
                            BYTES_WRITTEN,
                            "written by empty batches",
                            Goal.atMost(0, 0, " bytes")),
                    cpu(EMPTY_BATCH, "CPU time, 1 stream, waiting included"),
                    cpu(EMPTY_BATCH_1000, "CPU time, 1,000 streams, waiting included"))));

    private EmptyBatchRows() {}

    private static Comparison cpu(Program program, String what) {
        return new Comparison(
                what + ": times less",
                "DStream",
                new Value(program, DSTREAM, CPU_MICROS_PER_BATCH),
                new Value(program, MILLRACE, CPU_MICROS_PER_BATCH),
                Goal.atLeast(100, 1000, "×"));
    }
}
