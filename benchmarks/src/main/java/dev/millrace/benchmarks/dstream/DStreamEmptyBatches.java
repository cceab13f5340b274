package dev.millrace.benchmarks.dstream;

import dev.millrace.benchmarks.fork.Contestant;
import dev.millrace.benchmarks.fork.Effort;
import dev.millrace.benchmarks.fork.ForkResult;
import dev.millrace.benchmarks.fork.Ticks;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.streaming.Duration;
import org.apache.spark.streaming.api.java.JavaStreamingContext;

/** Row 10 for Spark: streams without records, each mapped; the outputs are called with every batch. */
@SuppressWarnings("deprecation") // Spark has deprecated what is compared here
public final class DStreamEmptyBatches implements Contestant {
    /** Intervals that are surely kept: a backlog would make the batches look dearer than they are. */
    private static final Duration FOR_ONE = new Duration(50);

    private static final Duration FOR_MANY = new Duration(10_000);

    private final int streams;

    public DStreamEmptyBatches(int streams) {
        this.streams = streams;
    }

    @Override
    public ForkResult compete(Effort effort) throws ExecutionException, InterruptedException {
        Ticks ticks = new Ticks(effort, () -> 0);
        CompletableFuture<ForkResult> ended = new CompletableFuture<>();
        try (JavaStreamingContext context =
                new JavaStreamingContext(SparkConfs.of("empty batches", false), streams == 1 ? FOR_ONE : FOR_MANY)) {
            for (int i = 0; i < streams; i++) {
                boolean last = i == streams - 1;
                context.queueStream(new ArrayDeque<JavaRDD<Long>>())
                        .map(value -> value + 1)
                        .foreachRDD(rdd -> {
                            if (last) {
                                ended(ticks, ended);
                            }
                        });
            }
            context.start();
            return ended.get();
        }
    }

    private static void ended(Ticks ticks, CompletableFuture<ForkResult> ended) {
        ForkResult result = ticks.completed();
        if (result != null) {
            ended.complete(result);
        }
    }
}
