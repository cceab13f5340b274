package dev.millrace.benchmarks.dstream;

import dev.millrace.benchmarks.fork.Contestant;
import dev.millrace.benchmarks.fork.Effort;
import dev.millrace.benchmarks.fork.ForkResult;
import dev.millrace.benchmarks.fork.Order;
import dev.millrace.benchmarks.fork.Slides;
import dev.millrace.benchmarks.fork.WindowSeries;
import dev.millrace.benchmarks.input.Batch;
import dev.millrace.benchmarks.input.Digest;
import dev.millrace.benchmarks.input.Inputs;
import dev.millrace.benchmarks.program.Output;
import dev.millrace.benchmarks.program.WindowSteps;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.rdd.RDD;
import org.apache.spark.streaming.Duration;
import org.apache.spark.streaming.StreamingContext;
import org.apache.spark.streaming.Time;
import org.apache.spark.streaming.api.java.JavaDStream;
import org.apache.spark.streaming.api.java.JavaPairDStream;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import org.apache.spark.streaming.dstream.InputDStream;
import org.jspecify.annotations.Nullable;
import scala.Option;
import scala.Tuple2;
import scala.reflect.ClassTag;

/**
 * Windows by Spark, in slow motion: its batches are 200 ms apart, not 10 ms, and its windows as much longer. At 10 ms it loses
 * blocks that waiting batches need. A window takes from the later of its tick and the end of the one before, to its output.
 */
@SuppressWarnings("deprecation") // Spark has deprecated what is compared here
public final class DStreamWindows implements Contestant {
    private static final int TIMES_SLOWER = 20;

    /** Where the output reports to: with a checkpoint, Spark serializes what an output holds. */
    private static volatile Report report = digest -> {};

    private final WindowSeries series;
    private final List<Batch<Long>> batches;
    private final String checkpoint;

    private DStreamWindows(WindowSeries series, List<Batch<Long>> batches, String checkpoint) {
        this.series = series;
        this.batches = batches;
        this.checkpoint = checkpoint;
    }

    public static Contestant of(Order order) {
        WindowSeries series = WindowSeries.of(order.program());
        List<Batch<Long>> batches = Inputs.windowBatches(order.size());
        AtomicInteger runs = new AtomicInteger();
        return series.warmedUp(effort -> new DStreamWindows(
                        series,
                        batches,
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
                new JavaStreamingContext(SparkSettings.conf("windows"), slowed(series.slide()))) {
            if (!series.largest()) {
                context.checkpoint(checkpoint); // an inverse wants one
            }
            Input source = new Input(
                    context.ssc(), MemoryRdd.all(context.sparkContext().sc(), batches), series.slides());
            ClassTag<Long> type = ClassTag.apply(Object.class);
            windows(JavaDStream.fromDStream(source, type))
                    .foreachRDD(rdd -> report.shown(rdd.aggregate(
                            new Digest(),
                            (digest, shown) -> Output.count(digest, shown._1(), shown._2()),
                            Digest::merge)));
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

    private static Duration slowed(java.time.Duration duration) {
        return new Duration(duration.toMillis() * TIMES_SLOWER);
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

    /** Gives one batch after the other, so many. */
    private static final class Input extends InputDStream<Long> {
        private static final long serialVersionUID = 1;

        private final transient List<RDD<Long>> batches;
        private final transient Queue<Long> ticks = new ConcurrentLinkedQueue<>();
        private final int count;
        private int given;

        Input(StreamingContext context, List<RDD<Long>> batches, int count) {
            super(context, ClassTag.apply(Object.class));
            this.batches = batches;
            this.count = count;
        }

        /** When the oldest batch was given that nobody asked for; null if there is none. */
        @Nullable
        Long given() {
            return ticks.poll();
        }

        @Override
        public void start() {}

        @Override
        public void stop() {}

        @Override
        public Option<RDD<Long>> compute(Time time) {
            ticks.add(System.nanoTime());
            return given < count ? Option.apply(batches.get(given++ % batches.size())) : Option.empty();
        }
    }
}
