package dev.millrace.benchmarks.runner;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The rows that are measured, with their gates and aims, in the order of their numbers. */
final class Rows {
    static final List<Row> ALL = Stream.of(
                    OperatorRows.ALL,
                    WindowRows.ALL,
                    AdRows.ALL,
                    JoinRows.ALL,
                    LatencyRows.ALL,
                    EmptyBatchRows.ALL,
                    StartRows.ALL,
                    KinesisRows.ALL,
                    LogRows.ALL,
                    KafkaRows.ALL,
                    ScalingRows.ALL,
                    SkewRows.ALL,
                    StateRows.ALL,
                    DurabilityRows.ALL,
                    SparkRows.ALL)
            .flatMap(List::stream)
            .sorted(Comparator.comparingInt(Row::number))
            .toList();

    private Rows() {}
}
