package dev.millrace.benchmarks.runner;

import static dev.millrace.benchmarks.fork.Metric.NANOS_PER_RECORD;
import static dev.millrace.benchmarks.fork.Program.APPEND_100;
import static dev.millrace.benchmarks.fork.Program.APPEND_100_SYNCED;
import static dev.millrace.benchmarks.fork.Program.APPEND_1K;
import static dev.millrace.benchmarks.fork.Program.APPEND_1K_SYNCED;
import static dev.millrace.benchmarks.fork.Side.CHANNEL;
import static dev.millrace.benchmarks.fork.Side.MILLRACE;

import dev.millrace.benchmarks.fork.Program;
import java.util.List;

/** Row 19: the log beside the channel below it. */
final class LogRows {
    static final List<Row> ALL = List.of(new Row(
            19,
            "log append",
            List.of(
                    append(APPEND_100_SYNCED, "100 B records, each commit synced"),
                    append(APPEND_1K_SYNCED, "1 KiB records, each commit synced"),
                    append(APPEND_100, "100 B records, left to the operating system"),
                    append(APPEND_1K, "1 KiB records, left to the operating system"))));

    private LogRows() {}

    private static Comparison append(Program program, String what) {
        return new Comparison(
                what + ": records/s over the channel's",
                "FileChannel",
                new Value(program, CHANNEL, NANOS_PER_RECORD),
                new Value(program, MILLRACE, NANOS_PER_RECORD),
                Goal.atLeast(0.7, 0.9, ""));
    }
}
