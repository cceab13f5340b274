package dev.millrace.benchmarks.runner;

import dev.millrace.benchmarks.fork.ForkResult;
import dev.millrace.benchmarks.fork.Metric;
import dev.millrace.benchmarks.fork.Program;
import dev.millrace.benchmarks.fork.Side;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the forks said, also kept in a file line by line, so that a run that was interrupted goes on where it was. The
 * file's first line says what was run and how; only the same may be resumed.
 */
final class Runs {
    private final Path file;
    private final Map<RunKey, ForkResult> results = new LinkedHashMap<>();

    private Runs(Path file) {
        this.file = file;
    }

    static Runs begin(Path file, String header) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        if (directory != null) {
            Files.createDirectories(directory);
        }
        Files.writeString(file, header + "\n");
        return new Runs(file);
    }

    /**
     * Takes up what a run left, or begins if there is none.
     *
     * @throws IllegalArgumentException if the file is of a run with another header
     */
    static Runs resume(Path file, String header) throws IOException {
        if (!Files.exists(file)) {
            return begin(file, header);
        }
        List<String> lines = Files.readAllLines(file);
        if (lines.isEmpty() || !lines.get(0).equals(header)) {
            throw new IllegalArgumentException(file + " is of another run ('" + (lines.isEmpty() ? "" : lines.get(0))
                    + "', not '" + header + "'): run without --resume, or give another --output");
        }
        Runs runs = new Runs(file);
        for (String line : lines.subList(1, lines.size())) {
            String[] fields = line.split(" ", 4);
            RunKey key = new RunKey(Program.valueOf(fields[0]), Side.valueOf(fields[1]), Integer.parseInt(fields[2]));
            runs.results.put(key, ForkResult.parse(fields[3]));
        }
        return runs;
    }

    void add(RunKey key, ForkResult result) throws IOException {
        results.put(key, result);
        Files.writeString(
                file,
                key.program().name() + " " + key.side().name() + " " + key.fork() + " " + result.toLine() + "\n",
                StandardOpenOption.APPEND);
    }

    boolean has(RunKey key) {
        return results.containsKey(key);
    }

    /** The sides of a program that have figures. */
    Set<Side> sides(Program program) {
        Set<Side> sides = new LinkedHashSet<>();
        results.keySet().stream().filter(key -> key.program() == program).forEach(key -> sides.add(key.side()));
        return sides;
    }

    /** All contestants of a program must have computed the same, in every fork. */
    boolean areEqual(Program program) {
        return results.entrySet().stream()
                        .filter(run -> run.getKey().program() == program)
                        .map(run -> run.getValue().hash())
                        .distinct()
                        .count()
                <= 1;
    }

    boolean areFlat(Program program, Side side) {
        return results.entrySet().stream()
                .filter(run -> run.getKey().program() == program && run.getKey().side() == side)
                .allMatch(run -> run.getValue().flat());
    }

    /** A metric of one fork, or null if that fork has no such figure. */
    @Nullable
    Double metric(Value value, int fork) {
        ForkResult result = results.get(new RunKey(value.program(), value.side(), fork));
        return result == null ? null : result.metrics().get(value.metric());
    }

    List<Double> metrics(Program program, Side side, Metric metric) {
        List<Double> metrics = new ArrayList<>();
        results.forEach((key, result) -> {
            Double found = result.metrics().get(metric);
            if (key.program() == program && key.side() == side && found != null) {
                metrics.add(found);
            }
        });
        return metrics;
    }
}
