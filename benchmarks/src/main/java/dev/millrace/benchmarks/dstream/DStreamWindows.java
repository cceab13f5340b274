package dev.millrace.benchmarks.dstream;

import dev.millrace.benchmarks.fork.Contestant;
import dev.millrace.benchmarks.fork.Effort;
import dev.millrace.benchmarks.fork.ForkResult;
import dev.millrace.benchmarks.fork.Order;
import dev.millrace.benchmarks.fork.Program;
import dev.millrace.benchmarks.fork.Slides;
import dev.millrace.benchmarks.fork.WindowSeries;
import dev.millrace.benchmarks.input.Digest;
import dev.millrace.benchmarks.input.Recipe;
import dev.millrace.benchmarks.program.JoinSteps;
import dev.millrace.benchmarks.program.Output;
import dev.millrace.benchmarks.program.WindowSteps;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.rdd.RDD;
import org.apache.spark.streaming.Duration;
import org.apache.spark.streaming.api.java.JavaDStream;
import org.apache.spark.streaming.api.java.JavaPairDStream;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import scala.Tuple2;
import scala.reflect.ClassTag;

/**
 * Windows by Spark, in slow motion: its batches are 200 ms apart, not 10 ms (where it joins 600 ms, not 200 ms), and its windows as
 * much longer. At 10 ms it loses blocks that waiting batches need. A window takes from the later of its tick and the end of the one before, to its output.
 */
@SuppressWarnings("deprecation") // Spark has deprecated what is compared here
public final class DStreamWindows implements Contestant {
    private static final int TIMES_SLOWER = 20;
    private static final int TIMES_SLOWER_JOINED = 3;

    /** Where the output reports to: with a checkpoint, Spark serializes what an output holds. */
    private static volatile Report report = digest -> {};

    private final boolean joins;
    private final WindowSeries series;
    private final Recipe recipe;
    private final String checkpoint;

    private DStreamWindows(boolean joins, WindowSeries series, Recipe recipe, String checkpoint) {
        this.joins = joins;
        this.series = series;
        this.recipe = recipe;
        this.checkpoint = checkpoint;
    }

    public static Contestant of(Order order) {
        WindowSeries series = WindowSeries.of(order.program());
        Recipe recipe = Recipe.of(order.program(), order.size());
        AtomicInteger runs = new AtomicInteger();
        return series.warmedUp(effort -> new DStreamWindows(
                        order.program() == Program.JOIN_WINDOWS,
                        series,
                        recipe,
                        order.data().resolve("run-" + runs.incrementAndGet()).toString())
                .compete(effort));
    }

    @FunctionalInterface
    private interface Report {
        void shown(Digest digest);
    }

    @Override
    public ForkResult compete(Effort effort) throws ExecutionException, InterruptedException {
        CompletableFuture<ForkResult> ended = new CompletableFuture<>();
        try (JavaStreamingContext context =
                new JavaStreamingContext(SparkConfs.of("windows", false), slowed(series.slide()))) {
            if (!joins && !series.largest()) {
                context.checkpoint(checkpoint); // an inverse wants one
            }
            List<RDD<Long>> batches = MemoryRdd.all(context.sparkContext().sc(), recipe);
            SeriesDStream<Long> source =
                    new SeriesDStream<>(context.ssc(), series.slides(), slide -> batches.get(slide % batches.size()));
            ClassTag<Long> type = ClassTag.apply(Object.class);
            define(JavaDStream.fromDStream(source, type));
            Slides slides = new Slides(series);
            report = new Report() {
                private long lastEnd = Long.MIN_VALUE;

                @Override
                public void shown(Digest window) {
                    long end = System.nanoTime();
                    Long given = source.given();
                    if (given != null && !slides.completed(end - Math.max(given, lastEnd), window)) {
                        ended.complete(slides.result());
                    }
                    lastEnd = end;
                }
            };
            context.start();
            return ended.get();
        }
    }

    private void define(JavaDStream<Long> stream) {
        if (joins) {
            side(stream, JoinSteps::isLeft)
                    .join(side(stream, JoinSteps::isRight))
                    .foreachRDD(rdd -> report.shown(rdd.aggregate(
                            new Digest(),
                            (digest, joined) -> Output.joined(
                                    digest,
                                    joined._1(),
                                    joined._2()._1(),
                                    joined._2()._2()),
                            Digest::merge)));
        } else {
            windows(stream)
                    .foreachRDD(rdd -> report.shown(rdd.aggregate(
                            new Digest(),
                            (digest, shown) -> Output.count(digest, shown._1(), shown._2()),
                            Digest::merge)));
        }
    }

    private JavaPairDStream<Long, Long> side(JavaDStream<Long> both, Function<Long, Boolean> isOfSide) {
        return both.filter(isOfSide)
                .mapToPair(record -> new Tuple2<>(JoinSteps.key(record), JoinSteps.value(record)))
                .window(slowed(series.window()), slowed(series.slide()));
    }

    private Duration slowed(java.time.Duration duration) {
        return new Duration(duration.toMillis() * (joins ? TIMES_SLOWER_JOINED : TIMES_SLOWER));
    }

    private JavaPairDStream<Long, Long> windows(JavaDStream<Long> stream) {
        JavaPairDStream<Long, Long> pairs =
                stream.mapToPair(record -> new Tuple2<>(WindowSteps.key(record), WindowSteps.value(record)));
        Duration window = slowed(series.window());
        Duration slide = slowed(series.slide());
        return series.largest()
                ? pairs.reduceByKeyAndWindow(Math::max, window, slide)
                : pairs.reduceByKeyAndWindow(Long::sum, WindowSteps::without, window, slide);
    }
}
