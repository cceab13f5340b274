package dev.millrace.benchmarks.runner;

import dev.millrace.benchmarks.fork.ForkResult;
import dev.millrace.benchmarks.fork.Metric;
import dev.millrace.benchmarks.fork.Program;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Runs forks, one at a time: a fresh JVM each, killed if it takes too long. */
final class ForkProcess {
    private static final Duration LIMIT = Duration.ofMinutes(4);
    private static final int LINES_KEPT = 60;

    private final ClassPaths classPaths;
    private final String effort;

    /** @param effort the name of the effort that the forks are to make */
    ForkProcess(ClassPaths classPaths, String effort) {
        this.classPaths = classPaths;
        this.effort = effort;
    }

    /** Starts the fork and waits for what it says. It writes to a directory of its own below {@code data}, empty at first. */
    ForkResult run(RunKey key, int size, Path data) throws ForkFailedException, IOException, InterruptedException {
        Path own = data.resolve("fork");
        empty(own);
        ProcessBuilder builder = new ProcessBuilder(command(key, size, own)).redirectErrorStream(true);
        builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
        if (key.side().isOnCluster()) {
            // Workers look for Spark's jars there; the executors' class path has them.
            Files.createDirectories(own.resolve("spark/jars"));
            builder.environment().put("SPARK_HOME", own.resolve("spark").toString());
            builder.environment().put("SPARK_SCALA_VERSION", "2.13");
        }
        long start = System.nanoTime();
        Process process = builder.start();
        Thread killer = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(killer);
        CompletableFuture<Void> limit = CompletableFuture.runAsync(
                process::destroyForcibly, CompletableFuture.delayedExecutor(LIMIT.toSeconds(), TimeUnit.SECONDS));
        try {
            return read(key, process, start);
        } finally {
            limit.cancel(false);
            process.destroyForcibly();
            process.waitFor();
            Runtime.getRuntime().removeShutdownHook(killer);
        }
    }

    private static void empty(Path own) throws IOException {
        Files.createDirectories(own);
        try (Stream<Path> inside = Files.walk(own)) {
            for (Path path : inside.sorted(Comparator.reverseOrder()).toList()) {
                if (!path.equals(own)) {
                    Files.delete(path);
                }
            }
        }
    }

    private List<String> command(RunKey key, int size, Path data) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JvmFlags.of(key.program(), key.side()));
        command.add("-Dbenchmarks.target=" + System.getProperty("benchmarks.target", "benchmarks/target"));
        command.addAll(List.of("-cp", classPaths.of(key.program(), key.side()), mainClass(key)));
        command.addAll(List.of(key.program().name(), key.side().name(), String.valueOf(size), effort, data.toString()));
        return command;
    }

    /** What is timed from its start is a program as a user writes it; all others share a main class. */
    private static String mainClass(RunKey key) {
        if (key.program() != Program.FIRST_RESULT) {
            return "dev.millrace.benchmarks.Fork";
        }
        return "dev.millrace.benchmarks."
                + switch (key.side()) {
                    case MILLRACE -> "embedded";
                    case DSTREAM -> "dstream";
                    case FLINK, JET -> key.side().toString();
                    default -> throw new IllegalArgumentException(key.side() + " starts no process of its own");
                }
                + ".FirstResult";
    }

    private static ForkResult read(RunKey key, Process process, long start)
            throws ForkFailedException, IOException, InterruptedException {
        Deque<String> last = new ArrayDeque<>();
        ForkResult result = null;
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            while (result == null) {
                String line = output.readLine();
                if (line == null) {
                    break;
                }
                if (ForkResult.isResult(line)) {
                    result = timed(key, ForkResult.parse(line), System.nanoTime() - start);
                } else {
                    remember(last, line);
                }
            }
        }
        return required(result, key, last);
    }

    private static ForkResult required(@Nullable ForkResult result, RunKey key, Deque<String> output)
            throws ForkFailedException {
        if (result == null) {
            throw new ForkFailedException(key.program() + " of " + key.side()
                    + " ended without a result. Its last lines:\n" + String.join("\n", output));
        }
        return result;
    }

    private static ForkResult timed(RunKey key, ForkResult result, long nanos) {
        if (key.program() != Program.FIRST_RESULT) {
            return result;
        }
        Map<Metric, Double> metrics = new EnumMap<>(Metric.class);
        metrics.putAll(result.metrics());
        metrics.put(Metric.MILLIS_TO_FIRST_RESULT, nanos / 1e6);
        return new ForkResult(result.hash(), result.flat(), Collections.unmodifiableMap(metrics));
    }

    private static void remember(Deque<String> last, String line) {
        last.add(line);
        if (last.size() > LINES_KEPT) {
            last.remove();
        }
    }
}
