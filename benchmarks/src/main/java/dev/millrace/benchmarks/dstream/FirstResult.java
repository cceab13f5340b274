package dev.millrace.benchmarks.dstream;

import dev.millrace.benchmarks.fork.ForkResult;
import dev.millrace.benchmarks.input.FirstLines;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.streaming.Duration;
import org.apache.spark.streaming.api.java.JavaStreamingContext;

/** Row 15 for Spark: counts the words of one small batch and prints the digest. The runner holds the watch. */
@SuppressWarnings("deprecation") // Spark has deprecated what is compared here
public final class FirstResult {
    private static final Duration INTERVAL = new Duration(20);

    private FirstResult() {}

    /** @param arguments program, side, size, effort, directory for data, as of all forks */
    public static void main(String[] arguments) throws InterruptedException {
        try (JavaStreamingContext context = new JavaStreamingContext(SparkConfs.of("first result", false), INTERVAL)) {
            List<String> lines = FirstLines.lines(Integer.parseInt(arguments[2]));
            Queue<JavaRDD<String>> batches = new ArrayDeque<>();
            batches.add(context.sparkContext().parallelize(lines, 2));
            DStreamPrograms.wordCount(context.queueStream(batches), digest -> {
                System.out.println(new ForkResult(digest.hash(), true, Map.of()).toLine());
                System.out.flush();
                Runtime.getRuntime().halt(0);
            });
            context.start();
            context.awaitTermination();
        }
    }
}
