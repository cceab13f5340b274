package dev.millrace.benchmarks.runner;

import dev.millrace.benchmarks.fork.ForkResult;
import dev.millrace.benchmarks.fork.Metric;
import dev.millrace.benchmarks.fork.Program;
import dev.millrace.benchmarks.fork.Side;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.ToIntFunction;

/** Goes through the forks row by row and writes a line of progress for each. */
final class Runner {
    private final ForkProcess process;
    private final Runs runs;
    private final ToIntFunction<Program> sizes;
    private final Path data;
    private final PrintStream progress;
    private boolean failed;

    Runner(ForkProcess process, Runs runs, ToIntFunction<Program> sizes, Path data, PrintStream progress) {
        this.process = process;
        this.runs = runs;
        this.sizes = sizes;
        this.data = data;
        this.progress = progress;
    }

    /** Runs what has no result yet. A fork that fails is reported and leaves a gap. */
    void run(List<Row> rows, int forks) throws IOException, InterruptedException {
        List<RunKey> missing =
                plan(rows, forks).stream().filter(key -> !runs.has(key)).toList();
        long start = System.nanoTime();
        for (int i = 0; i < missing.size(); i++) {
            RunKey key = missing.get(i);
            progress.printf(
                    Locale.ROOT,
                    "[%d/%d] %s: %s, fork %d … ",
                    i + 1,
                    missing.size(),
                    key.program(),
                    key.side(),
                    key.fork() + 1);
            progress.flush();
            String outcome = run(key);
            Duration left = Duration.ofNanos((System.nanoTime() - start) / (i + 1) * (missing.size() - i - 1));
            progress.printf(Locale.ROOT, "%s (about %d:%02d left)%n", outcome, left.toMinutes(), left.toSecondsPart());
        }
    }

    boolean hasFailed() {
        return failed;
    }

    /** A B C, C B A, A B C, …: what drifts, drifts for all. What stands in two rows runs once. */
    static List<RunKey> plan(List<Row> rows, int forks) {
        Set<RunKey> plan = new LinkedHashSet<>();
        for (Row row : rows) {
            for (int fork = 0; fork < forks; fork++) {
                for (Map.Entry<Program, Set<Side>> program : row.contestants().entrySet()) {
                    List<Side> sides = new ArrayList<>(program.getValue());
                    if (fork % 2 == 1) {
                        Collections.reverse(sides);
                    }
                    for (Side side : sides) {
                        plan.add(new RunKey(program.getKey(), side, fork));
                    }
                }
            }
        }
        return List.copyOf(plan);
    }

    private String run(RunKey key) throws IOException, InterruptedException {
        try {
            ForkResult result = process.run(key, sizes.applyAsInt(key.program()), data);
            runs.add(key, result);
            return describe(result);
        } catch (ForkFailedException e) {
            failed = true;
            return "FAILED\n" + e.getMessage() + "\n";
        }
    }

    private static String describe(ForkResult result) {
        for (Metric metric : List.of(
                Metric.NANOS_PER_RECORD,
                Metric.MEAN_MICROS_PER_BATCH,
                Metric.CPU_MICROS_PER_BATCH,
                Metric.MICROS_PER_SLIDE,
                Metric.LATENCY_MICROS_P99,
                Metric.MILLIS_TO_FIRST_RESULT,
                Metric.MILLIS_END_TO_END_P99)) {
            Double value = result.metrics().get(metric);
            if (value != null) {
                return String.format(Locale.ROOT, "%.2f %s%s", value, unit(metric), result.flat() ? "" : ", not flat");
            }
        }
        return "done";
    }

    private static String unit(Metric metric) {
        return switch (metric) {
            case NANOS_PER_RECORD -> "ns a record";
            case MEAN_MICROS_PER_BATCH, CPU_MICROS_PER_BATCH -> "µs a batch";
            case MICROS_PER_SLIDE -> "µs a window";
            case LATENCY_MICROS_P99 -> "µs late (99th percentile)";
            default -> "ms";
        };
    }
}
