package dev.millrace.benchmarks.dstream;

import dev.millrace.benchmarks.fork.Contestant;
import dev.millrace.benchmarks.fork.Effort;
import dev.millrace.benchmarks.fork.ForkResult;
import dev.millrace.benchmarks.fork.Order;
import dev.millrace.benchmarks.fork.Passes;
import dev.millrace.benchmarks.input.Digest;
import dev.millrace.benchmarks.input.Recipe;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.spark.streaming.Duration;
import org.apache.spark.streaming.api.java.JavaDStream;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import scala.reflect.ClassTag;

/**
 * Runs a program on Spark's DStreams, batch after batch without a pause. A pass lasts from the later of the tick that
 * made its batch and the end of the pass before, to the end of its output: what Spark does between is left out.
 */
@SuppressWarnings("deprecation") // Spark has deprecated what is compared here
public final class DStreamContestant<T> implements Contestant {
    private static final Duration INTERVAL = new Duration(20);

    private final Recipe recipe;
    private final DStreamProgram<T> program;
    private final boolean onCluster;

    private DStreamContestant(Order order, DStreamProgram<T> program) {
        this.recipe = Recipe.of(order.program(), order.size());
        this.program = program;
        this.onCluster = order.side().isOnCluster();
    }

    public static Contestant of(Order order) {
        return switch (order.program()) {
            case LONGS -> new DStreamContestant<>(order, DStreamPrograms::longs);
            case LONGS_SUM -> new DStreamContestant<>(order, DStreamPrograms::sumOfLongs);
            case READINGS -> new DStreamContestant<>(order, DStreamPrograms::readings);
            case COUNT_10, COUNT_10K, COUNT_1M, COUNT_10M -> new DStreamContestant<>(order, DStreamPrograms::count);
            case AD_VIEWS -> new DStreamContestant<>(order, DStreamPrograms::adViews);
            case JOIN_TABLE -> new DStreamContestant<>(order, DStreamPrograms::joinTable);
            case WORD_COUNT, TINY_WORD_COUNT -> new DStreamContestant<>(order, DStreamPrograms::wordCount);
            case GREP -> new DStreamContestant<>(order, DStreamPrograms::grep);
            case GREP_COUNT -> new DStreamContestant<>(order, DStreamPrograms::grepCount);
            case TOP_WORDS -> new DStreamContestant<>(order, DStreamPrograms::topWords);
            default -> throw new IllegalArgumentException("nobody wrote " + order.program() + " for Spark");
        };
    }

    @Override
    public ForkResult compete(Effort effort) throws ExecutionException, InterruptedException {
        Passes passes = new Passes(recipe.batches().get(0).records(), effort);
        CompletableFuture<ForkResult> ended = new CompletableFuture<>();
        try (JavaStreamingContext context = new JavaStreamingContext(SparkConfs.of("benchmark", onCluster), INTERVAL)) {
            MemoryDStream<T> source = new MemoryDStream<>(
                    context.ssc(), MemoryRdd.first(context.sparkContext().sc(), recipe));
            ClassTag<T> type = ClassTag.apply(Object.class);
            program.define(JavaDStream.fromDStream(source, type), results(source, passes, ended));
            context.start();
            return ended.get();
        }
    }

    /** Called by Spark's one job thread. */
    private static Consumer<Digest> results(
            MemoryDStream<?> source, Passes passes, CompletableFuture<ForkResult> ended) {
        return new Consumer<>() {
            private long lastEnd = Long.MIN_VALUE;

            @Override
            public void accept(Digest digest) {
                long end = System.nanoTime();
                long given = source.done();
                long start = lastEnd == Long.MIN_VALUE ? given : Math.max(given, lastEnd);
                lastEnd = end;
                try {
                    if (!passes.completed(end - start, digest)) {
                        ended.complete(passes.result());
                    }
                } catch (RuntimeException e) {
                    ended.completeExceptionally(e);
                }
            }
        };
    }
}
