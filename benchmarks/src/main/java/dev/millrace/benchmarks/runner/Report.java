package dev.millrace.benchmarks.runner;

import dev.millrace.benchmarks.fork.Metric;
import dev.millrace.benchmarks.fork.Program;
import dev.millrace.benchmarks.fork.Side;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;

/** Writes rows as Markdown: first what was compared, then what each contestant used. */
final class Report {
    private final Runs runs;
    private final int forks;
    private final StringBuilder text = new StringBuilder();
    private boolean refused;

    Report(Runs runs, int forks) {
        this.runs = runs;
        this.forks = forks;
    }

    String rows(List<Row> rows) {
        text.append("| row | what | against | gate | aim | measured: median (range) | |\n");
        text.append("|---|---|---|---|---|---|---|\n");
        rows.forEach(row -> row.comparisons().forEach(comparison -> line(row, comparison)));
        text.append("\n## What each contestant used\n\n");
        text.append("Medians of the forks. CPU time is the whole process's, compilers and collector included.\n\n");
        text.append("| row | program | contestant | records/s | ns a record | CPU s per 1 M records "
                + "| MB allocated per 1 M records | peak resident MB | other | series flat |\n");
        text.append("|---|---|---|---|---|---|---|---|---|---|\n");
        for (Row row : rows) {
            row.contestants().forEach((program, sides) -> sides.forEach(side -> used(row, program, side)));
        }
        return text.toString();
    }

    /** Whether a figure was refused since answers differed or a fork failed. */
    boolean isRefused() {
        return refused;
    }

    private void line(Row row, Comparison comparison) {
        Goal goal = comparison.goal();
        text.append("| ").append(row.number()).append(" | ").append(row.title()).append(", ");
        text.append(comparison.what())
                .append(" | ")
                .append(comparison.against())
                .append(" | ");
        text.append(goal.gateText()).append(" | ").append(goal.aimText()).append(" | ");
        text.append(measured(comparison)).append(" |\n");
    }

    private String measured(Comparison comparison) {
        if (comparison.values().stream().anyMatch(value -> !runs.areEqual(value.program()))) {
            refused = true;
            return "no figure | **WRONG ANSWER**";
        }
        List<Double> figures = figures(comparison);
        if (figures.size() < forks) {
            refused = true;
            return "no figure | **FAILED**";
        }
        Goal goal = comparison.goal();
        Spread spread = Spread.of(figures);
        return "%s (%s to %s) | %s"
                .formatted(
                        goal.format(spread.median()),
                        goal.format(spread.least()),
                        goal.format(spread.most()),
                        goal.verdict(spread.median()));
    }

    private List<Double> figures(Comparison comparison) {
        List<Double> figures = new ArrayList<>();
        for (int fork = 0; fork < forks; fork++) {
            Double numerator = runs.metric(comparison.numerator(), fork);
            Value over = comparison.denominator();
            Double denominator = over == null ? Double.valueOf(1) : runs.metric(over, fork);
            if (numerator != null && denominator != null) {
                figures.add(numerator / denominator);
            }
        }
        return figures;
    }

    private void used(Row row, Program program, Side side) {
        if (!runs.sides(program).contains(side)) {
            return;
        }
        text.append("| ")
                .append(row.number())
                .append(" | ")
                .append(program)
                .append(" | ")
                .append(side);
        cell(program, side, Metric.NANOS_PER_RECORD, nanos -> "%.1f M".formatted(1e3 / nanos));
        cell(program, side, Metric.NANOS_PER_RECORD, Report::number);
        cell(program, side, Metric.CPU_NANOS_PER_RECORD, nanos -> number(nanos / 1e3));
        cell(program, side, Metric.BYTES_PER_RECORD, Report::number);
        cell(program, side, Metric.RESIDENT_BYTES, bytes -> "%.0f".formatted(bytes / 1e6));
        text.append(" | ").append(others(program, side));
        text.append(" | ").append(runs.areFlat(program, side) ? "yes" : "no").append(" |\n");
    }

    private void cell(Program program, Side side, Metric metric, DoubleFunction<String> format) {
        List<Double> figures = runs.metrics(program, side, metric);
        text.append(" | ")
                .append(
                        figures.isEmpty()
                                ? "–"
                                : format.apply(Spread.of(figures).median()));
    }

    private String others(Program program, Side side) {
        List<String> others = new ArrayList<>();
        for (Metric metric : List.of(
                Metric.MEDIAN_MICROS_PER_BATCH,
                Metric.MEAN_MICROS_PER_BATCH,
                Metric.P99_MICROS_PER_BATCH,
                Metric.CPU_MICROS_PER_BATCH,
                Metric.MICROS_BETWEEN_BATCHES,
                Metric.CORE_PERCENT,
                Metric.BYTES_WRITTEN,
                Metric.BURST_NANOS_PER_RECORD,
                Metric.MILLIS_AFTER_BURST,
                Metric.LATENCY_MICROS_P50,
                Metric.LATENCY_MICROS_P99,
                Metric.LATENCY_MICROS_P9999,
                Metric.PAUSE_MICROS_P99,
                Metric.PAUSE_MICROS_P9999,
                Metric.MILLIS_TO_FIRST_RESULT,
                Metric.MILLIS_PER_CALL_P50,
                Metric.MILLIS_PER_CALL_P99,
                Metric.MILLIS_TO_DELIVERY_P50,
                Metric.MILLIS_FROM_DUE_TO_DELIVERY_P50,
                Metric.LOADER_CPU_NANOS_PER_RECORD,
                Metric.HEAP_BYTES_PER_KEY,
                Metric.CHECKPOINT_BYTES_PER_KEY,
                Metric.MILLIS_END_TO_END_P50,
                Metric.MILLIS_END_TO_END_P99)) {
            List<Double> figures = runs.metrics(program, side, metric);
            if (!figures.isEmpty()) {
                String unit = switch (metric) {
                    case CPU_MICROS_PER_BATCH -> " µs CPU a batch";
                    case MEDIAN_MICROS_PER_BATCH -> " µs a batch by median";
                    case MEAN_MICROS_PER_BATCH -> " µs by mean";
                    case P99_MICROS_PER_BATCH -> " µs (99th percentile)";
                    case MICROS_BETWEEN_BATCHES -> " µs between two";
                    case LATENCY_MICROS_P50 -> " µs late by median";
                    case LATENCY_MICROS_P99 -> " µs (99th percentile)";
                    case LATENCY_MICROS_P9999 -> " µs (99.99th percentile)";
                    case PAUSE_MICROS_P99 -> " µs too late awake (99th percentile)";
                    case PAUSE_MICROS_P9999 -> " µs (99.99th percentile)";
                    case BURST_NANOS_PER_RECORD -> " ns a record of the burst";
                    case MILLIS_AFTER_BURST -> " ms after the burst";
                    case CORE_PERCENT -> " % of a core";
                    case BYTES_WRITTEN -> " bytes written";
                    case MILLIS_PER_CALL_P50 -> " ms a call (median)";
                    case MILLIS_PER_CALL_P99 -> " ms a call (99th percentile)";
                    case MILLIS_TO_DELIVERY_P50 -> " ms to delivery (median)";
                    case MILLIS_FROM_DUE_TO_DELIVERY_P50 -> " ms from due to delivery (median)";
                    case LOADER_CPU_NANOS_PER_RECORD -> " ns CPU of the loader a record";
                    case HEAP_BYTES_PER_KEY -> " B of heap a key";
                    case CHECKPOINT_BYTES_PER_KEY -> " B of checkpoint a key";
                    case MILLIS_END_TO_END_P50 -> " ms from end to end (median)";
                    case MILLIS_END_TO_END_P99 -> " ms from end to end (99th percentile)";
                    default -> " ms";
                };
                others.add(number(Spread.of(figures).median()) + unit);
            }
        }
        return others.isEmpty() ? "–" : String.join(", ", others);
    }

    private static String number(double value) {
        String digits = value >= 100 ? "%.0f" : value >= 10 ? "%.1f" : value >= 0.1 || value == 0 ? "%.2f" : "%.4f";
        return String.format(Locale.ROOT, digits, value);
    }
}
