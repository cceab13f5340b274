package dev.millrace.benchmarks.runner;

import static dev.millrace.benchmarks.fork.Metric.LATENCY_MICROS_P50;
import static dev.millrace.benchmarks.fork.Metric.LATENCY_MICROS_P99;
import static dev.millrace.benchmarks.fork.Metric.LATENCY_MICROS_P9999;
import static dev.millrace.benchmarks.fork.Metric.PAUSE_MICROS_P99;
import static dev.millrace.benchmarks.fork.Metric.PAUSE_MICROS_P9999;
import static dev.millrace.benchmarks.fork.Program.LATENCY_100K;
import static dev.millrace.benchmarks.fork.Program.LATENCY_1M;
import static dev.millrace.benchmarks.fork.Side.DSTREAM;
import static dev.millrace.benchmarks.fork.Side.FLINK;
import static dev.millrace.benchmarks.fork.Side.JET;
import static dev.millrace.benchmarks.fork.Side.LOOP;
import static dev.millrace.benchmarks.fork.Side.MILLRACE;

import dev.millrace.benchmarks.fork.Metric;
import dev.millrace.benchmarks.fork.Program;
import dev.millrace.benchmarks.fork.Side;
import java.util.List;

/** Row 9: how late a record's effect is, where records come at a rate. */
final class LatencyRows {
    private static final Goal AIM = Goal.atMost(1_500, 1_500, " µs").withoutGate();
    private static final Goal SHOWN = new Goal(Goal.Direction.AT_MOST, null, null, " µs");

    static final List<Row> ALL = List.of(new Row(
            9,
            "latency, batches of 1 ms",
            List.of(
                    new Comparison(
                            "100 k/s, 99th percentile: times lower",
                            DSTREAM.title(),
                            new Value(LATENCY_100K, DSTREAM, LATENCY_MICROS_P99),
                            new Value(LATENCY_100K, MILLRACE, LATENCY_MICROS_P99),
                            Goal.atLeast(50, 50, "×")),
                    over(FLINK, Goal.atMost(1, 1, "×")),
                    over(JET, Goal.atMost(1.2, 1.2, "×")),
                    alone(LATENCY_100K, MILLRACE, LATENCY_MICROS_P50, "100 k/s, median", SHOWN),
                    alone(LATENCY_100K, MILLRACE, LATENCY_MICROS_P99, "100 k/s, 99th percentile", AIM),
                    alone(LATENCY_100K, MILLRACE, LATENCY_MICROS_P9999, "100 k/s, 99.99th percentile", SHOWN),
                    alone(LATENCY_100K, FLINK, LATENCY_MICROS_P50, "100 k/s, median", SHOWN),
                    alone(LATENCY_100K, JET, LATENCY_MICROS_P50, "100 k/s, median", SHOWN),
                    alone(LATENCY_100K, LOOP, LATENCY_MICROS_P99, "100 k/s, 99th percentile", SHOWN),
                    alone(LATENCY_100K, LOOP, PAUSE_MICROS_P99, "a thread that only parks is late by, 99th", SHOWN),
                    alone(
                            LATENCY_100K,
                            LOOP,
                            PAUSE_MICROS_P9999,
                            "a thread that only parks is late by, 99.99th",
                            SHOWN),
                    alone(LATENCY_1M, MILLRACE, LATENCY_MICROS_P50, "1 M/s, median", SHOWN),
                    alone(LATENCY_1M, MILLRACE, LATENCY_MICROS_P99, "1 M/s, 99th percentile", SHOWN),
                    alone(LATENCY_1M, MILLRACE, LATENCY_MICROS_P9999, "1 M/s, 99.99th percentile", SHOWN),
                    alone(LATENCY_1M, FLINK, LATENCY_MICROS_P99, "1 M/s, 99th percentile", SHOWN),
                    alone(LATENCY_1M, JET, LATENCY_MICROS_P99, "1 M/s, 99th percentile", SHOWN))));

    private LatencyRows() {}

    private static Comparison over(Side peer, Goal goal) {
        return new Comparison(
                "100 k/s, 99th percentile: over theirs",
                peer.title(),
                new Value(LATENCY_100K, MILLRACE, LATENCY_MICROS_P99),
                new Value(LATENCY_100K, peer, LATENCY_MICROS_P99),
                goal);
    }

    private static Comparison alone(Program program, Side side, Metric metric, String what, Goal goal) {
        return new Comparison(
                side == MILLRACE ? what : what + ", " + side.title() + " alone",
                "–",
                new Value(program, side, metric),
                null,
                goal);
    }
}
