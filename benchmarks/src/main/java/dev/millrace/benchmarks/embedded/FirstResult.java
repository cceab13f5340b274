package dev.millrace.benchmarks.embedded;

import dev.millrace.RDD;
import dev.millrace.StreamingContext;
import dev.millrace.benchmarks.fork.ForkResult;
import dev.millrace.benchmarks.input.FirstLines;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Row 15 for Millrace: counts the words of one small batch and prints the digest. The runner holds the watch. */
public final class FirstResult {
    private static final Duration INTERVAL = Duration.ofMillis(20);

    private FirstResult() {}

    /** @param arguments program, side, size, effort, directory for data, as of all forks */
    public static void main(String[] arguments) throws InterruptedException {
        try (StreamingContext context = StreamingContext.builder()
                .appName("first result")
                .master("local[2]")
                .batchInterval(INTERVAL)
                .build()) {
            List<String> lines = FirstLines.lines(Integer.parseInt(arguments[2]));
            Queue<RDD<String>> batches = new ConcurrentLinkedQueue<>();
            batches.add(context.parallelize(lines, 2));
            MillracePrograms.wordCount(context.queueStream(batches), digest -> {
                System.out.println(new ForkResult(digest.hash(), true, Map.of()).toLine());
                System.out.flush();
                Runtime.getRuntime().halt(0);
            });
            context.start();
            context.awaitTermination();
        }
    }
}
