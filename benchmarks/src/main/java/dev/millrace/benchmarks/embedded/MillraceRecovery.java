package dev.millrace.benchmarks.embedded;

import dev.millrace.benchmarks.fork.Contestant;
import dev.millrace.benchmarks.fork.Effort;
import dev.millrace.benchmarks.fork.ForkResult;
import dev.millrace.benchmarks.fork.Metric;
import dev.millrace.benchmarks.fork.Order;
import dev.millrace.benchmarks.fork.WrongAnswerException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Row 12: a process with keyed state is killed while batches run, and started again. The time is from that start until its
 * first output has been read, which must be what an undisturbed count puts out.
 */
final class MillraceRecovery implements Contestant {
    /** Batches that touch keys before the kill: enough that the state has been written whole, and changes after that. */
    private static final int TOUCHING_BATCHES = 100;

    private final TouchingSource source;
    private final Path checkpoint;

    MillraceRecovery(Order order) {
        this.source = new TouchingSource(order.size());
        this.checkpoint = order.data().resolve("checkpoint");
    }

    @Override
    public ForkResult compete(Effort effort) throws Exception {
        long last = runAndKill(effort.warmUpMax().isZero() ? 2 : TOUCHING_BATCHES);
        long start = System.nanoTime();
        Process process = start();
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            String first = lines.readLine();
            double millis = (System.nanoTime() - start) / 1e6;
            // The batch whose output was read last may have been done by then or not.
            if (!source.expected(last).equals(first)
                    && !source.expected(last + 1).equals(first)) {
                throw new WrongAnswerException("after batch " + last + " and a kill the first output is " + first);
            }
            return new ForkResult("recovered", true, Map.of(Metric.MILLIS_TO_FIRST_RESULT, millis));
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    /** Returns the number of the last batch whose output was seen. */
    private long runAndKill(int touching) throws IOException, InterruptedException {
        Process process = start();
        long batch = -1;
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                batch++;
                if (!source.expected(batch).equals(line)) {
                    throw new WrongAnswerException("the output of batch " + batch + " is " + line);
                }
                if (batch >= TouchingSource.FILLING_BATCHES + touching) {
                    process.toHandle()
                            .destroyForcibly(); // unlike the process itself, it leaves what was printed readable
                }
            }
            return batch;
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private Process start() throws IOException {
        return new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xms3g",
                        "-Xmx3g",
                        "-XX:+UseParallelGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        CountingUntilKilled.class.getName(),
                        checkpoint.toString(),
                        String.valueOf(source.keys())))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }
}
