package dev.millrace.benchmarks.runner;

import static dev.millrace.benchmarks.fork.Metric.MILLIS_END_TO_END_P50;
import static dev.millrace.benchmarks.fork.Metric.MILLIS_END_TO_END_P99;
import static dev.millrace.benchmarks.fork.Metric.NANOS_PER_RECORD;
import static dev.millrace.benchmarks.fork.Program.KAFKA_COPY;
import static dev.millrace.benchmarks.fork.Program.KAFKA_COPY_EXACTLY_ONCE;
import static dev.millrace.benchmarks.fork.Program.KAFKA_COPY_GROUPED;
import static dev.millrace.benchmarks.fork.Program.KAFKA_COUNT;
import static dev.millrace.benchmarks.fork.Side.DSTREAM;
import static dev.millrace.benchmarks.fork.Side.KAFKA_STREAMS;
import static dev.millrace.benchmarks.fork.Side.LOOP;
import static dev.millrace.benchmarks.fork.Side.MILLRACE;

import dev.millrace.benchmarks.fork.Metric;
import dev.millrace.benchmarks.fork.Program;
import dev.millrace.benchmarks.fork.Side;
import java.util.List;

/** Row 18: the direct stream from Kafka, and how soon a record is in another topic. */
final class KafkaRows {
    private static final String COUNT = "count by 10 k keys";
    private static final Goal WITHIN = Goal.atMost(20, 20, " ms");

    static final List<Row> ALL = List.of(new Row(
            18,
            "Kafka direct stream",
            List.of(
                    new Comparison(
                            COUNT + ": records/s over the loop's",
                            "poll loop",
                            new Value(KAFKA_COUNT, LOOP, NANOS_PER_RECORD),
                            new Value(KAFKA_COUNT, MILLRACE, NANOS_PER_RECORD),
                            Goal.atLeast(0.7, 0.9, "")),
                    Comparisons.speed(KAFKA_COUNT, KAFKA_STREAMS, COUNT, Goal.atLeast(2, 2, "×")),
                    Comparisons.speed(KAFKA_COUNT, DSTREAM, COUNT, Goal.atLeast(5, 5, "×")),
                    within(
                            KAFKA_COPY,
                            LOOP,
                            MILLIS_END_TO_END_P99,
                            "topic to topic at 10 k records/s, by hand: 99 % within",
                            WITHIN.withoutGate()),
                    within(
                            KAFKA_COPY,
                            MILLRACE,
                            MILLIS_END_TO_END_P99,
                            "the same in batches of 5 ms, at least once: 99 % within",
                            WITHIN),
                    within(
                            KAFKA_COPY,
                            MILLRACE,
                            MILLIS_END_TO_END_P50,
                            "at least once: half within",
                            WITHIN.withoutGate()),
                    within(
                            KAFKA_COPY_EXACTLY_ONCE,
                            MILLRACE,
                            MILLIS_END_TO_END_P99,
                            "exactly once: 99 % within",
                            WITHIN.withoutGate()),
                    within(
                            KAFKA_COPY_EXACTLY_ONCE,
                            MILLRACE,
                            MILLIS_END_TO_END_P50,
                            "exactly once: half within",
                            WITHIN.withoutGate()),
                    within(
                            KAFKA_COPY_GROUPED,
                            MILLRACE,
                            MILLIS_END_TO_END_P99,
                            "exactly once in groups of 50 ms: 99 % within",
                            Goal.atMost(100, 100, " ms").withoutGate()))));

    private KafkaRows() {}

    private static Comparison within(Program program, Side side, Metric metric, String what, Goal goal) {
        return new Comparison(what, "–", new Value(program, side, metric), null, goal);
    }
}
