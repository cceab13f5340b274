package dev.millrace.benchmarks.runner;

import static dev.millrace.benchmarks.fork.Metric.CPU_NANOS_PER_RECORD;
import static dev.millrace.benchmarks.fork.Program.AD_VIEWS;
import static dev.millrace.benchmarks.fork.Side.DSTREAM;
import static dev.millrace.benchmarks.fork.Side.FLINK;
import static dev.millrace.benchmarks.fork.Side.JET;

import java.util.List;

/** Row 4: the Yahoo streaming benchmark without its input and output. */
final class AdRows {
    private static final String WHAT = "views by campaign, 10 s windows";

    /** Twenty million events a second of a core. */
    private static final double AIM_NANOS = 50;

    static final List<Row> ALL = List.of(new Row(
            4,
            "Yahoo streaming benchmark",
            List.of(
                    Comparisons.speed(AD_VIEWS, FLINK, WHAT, Goal.atLeast(5, 5, "×")),
                    Comparisons.speed(AD_VIEWS, DSTREAM, WHAT, Goal.atLeast(10, 10, "×")),
                    Comparisons.speed(
                            AD_VIEWS, JET, WHAT, Goal.atLeast(5, 5, "×").withoutGate()),
                    Comparisons.time(AD_VIEWS, WHAT, Goal.atMost(1.5, 1.15, "×").withoutGate()),
                    Comparisons.limit(AD_VIEWS, WHAT, 10),
                    Comparisons.alone(
                            AD_VIEWS,
                            CPU_NANOS_PER_RECORD,
                            "CPU time an event",
                            Goal.atMost(AIM_NANOS, AIM_NANOS, " ns").withoutGate()))));

    private AdRows() {}
}
