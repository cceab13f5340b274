package dev.millrace.benchmarks.dstream;

import dev.millrace.benchmarks.fork.BatchTimes;
import dev.millrace.benchmarks.fork.Contestant;
import dev.millrace.benchmarks.fork.Effort;
import dev.millrace.benchmarks.fork.ForkResult;
import dev.millrace.benchmarks.fork.Order;
import dev.millrace.benchmarks.fork.Program;
import dev.millrace.benchmarks.fork.Side;
import dev.millrace.benchmarks.fork.StateSeries;
import dev.millrace.benchmarks.input.Digest;
import dev.millrace.benchmarks.input.Recipe;
import dev.millrace.benchmarks.program.Output;
import dev.millrace.benchmarks.program.StateSteps;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.spark.api.java.Optional;
import org.apache.spark.api.java.function.Function3;
import org.apache.spark.rdd.RDD;
import org.apache.spark.streaming.Duration;
import org.apache.spark.streaming.State;
import org.apache.spark.streaming.StateSpec;
import org.apache.spark.streaming.api.java.JavaDStream;
import org.apache.spark.streaming.api.java.JavaPairDStream;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import scala.Tuple2;
import scala.reflect.ClassTag;

/**
 * Keyed state by Spark, with its checkpoints as often as it makes them by itself. A batch takes from the later of its tick
 * and the end of the one before, to its output.
 */
@SuppressWarnings("deprecation") // Spark has deprecated what is compared here
public final class DStreamState implements Contestant {
    /** Where the output reports to: with a checkpoint, Spark serializes what an output holds. */
    private static volatile Report report = digest -> {};

    private final Order order;

    public DStreamState(Order order) {
        this.order = order;
    }

    @FunctionalInterface
    private interface Report {
        void ended(Digest digest);
    }

    @Override
    public ForkResult compete(Effort effort) throws ExecutionException, InterruptedException {
        StateSeries series = StateSeries.of(order.program(), order.side(), effort);
        Recipe recipe = new Recipe(order.program(), order.size(), series);
        CompletableFuture<ForkResult> ended = new CompletableFuture<>();
        try (JavaStreamingContext context =
                new JavaStreamingContext(SparkConfs.of("state", false), new Duration(series.intervalMillis()))) {
            context.checkpoint(order.data().resolve("checkpoint").toString());
            List<RDD<Long>> batches = MemoryRdd.all(context.sparkContext().sc(), recipe);
            SeriesDStream<Long> source =
                    new SeriesDStream<>(context.ssc(), series.batches(), number -> batches.get(series.input(number)));
            ClassTag<Long> type = ClassTag.apply(Object.class);
            JavaPairDStream<Long, Long> ones =
                    JavaDStream.fromDStream(source, type).mapToPair(key -> new Tuple2<>(key, 1L));
            summed(ones).foreachRDD(rdd -> report.ended(rdd.aggregate(new Digest(), DStreamState::add, Digest::merge)));
            BatchTimes times = new BatchTimes(series);
            report = new Report() {
                private long lastEnd = Long.MIN_VALUE;

                @Override
                public void ended(Digest output) {
                    long end = System.nanoTime();
                    Long given = source.given();
                    if (given != null && !times.completed(end - Math.max(given, lastEnd), output)) {
                        ended.complete(times.result());
                    }
                    lastEnd = end;
                }
            };
            context.start();
            return ended.get();
        }
    }

    private JavaDStream<Tuple2<Long, Long>> summed(JavaPairDStream<Long, Long> ones) {
        if (order.side() == Side.DSTREAM_UPDATING) {
            return ones.<Long>updateStateByKey(
                            (values, state) -> Optional.of(StateSteps.marked(values, state.orElse(0L))))
                    .toJavaDStream()
                    .filter(marked -> StateSteps.isTouched(marked._2()))
                    .map(marked -> new Tuple2<>(marked._1(), StateSteps.sum(marked._2())));
        }
        if (order.program() == Program.STATE_VISITED) {
            return ones.<Long>updateStateByKey((values, state) -> Optional.of(sum(values, state.orElse(0L))))
                    .toJavaDStream();
        }
        Function3<Long, Optional<Long>, State<Long>, Tuple2<Long, Long>> add = (key, value, state) -> {
            long sum = (state.exists() ? state.get() : 0) + value.get();
            state.update(sum);
            return new Tuple2<>(key, sum);
        };
        return ones.mapWithState(StateSpec.function(add));
    }

    private static Digest add(Digest digest, Tuple2<Long, Long> summed) {
        return Output.count(digest, summed._1(), summed._2());
    }

    private static long sum(List<Long> values, long before) {
        long sum = before;
        for (long value : values) {
            sum += value;
        }
        return sum;
    }
}
