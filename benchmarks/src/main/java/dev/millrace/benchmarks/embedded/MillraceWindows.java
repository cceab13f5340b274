package dev.millrace.benchmarks.embedded;

import dev.millrace.BatchDriver;
import dev.millrace.DStream;
import dev.millrace.Pair;
import dev.millrace.PairDStream;
import dev.millrace.RDD;
import dev.millrace.StreamingContext;
import dev.millrace.benchmarks.fork.Contestant;
import dev.millrace.benchmarks.fork.Effort;
import dev.millrace.benchmarks.fork.ForkResult;
import dev.millrace.benchmarks.fork.Program;
import dev.millrace.benchmarks.fork.Slides;
import dev.millrace.benchmarks.fork.WindowSeries;
import dev.millrace.benchmarks.input.Batch;
import dev.millrace.benchmarks.input.Digest;
import dev.millrace.benchmarks.input.Inputs;
import dev.millrace.benchmarks.program.JoinSteps;
import dev.millrace.benchmarks.program.Output;
import dev.millrace.benchmarks.program.WindowSteps;
import dev.millrace.function.Function;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/** Windows by Millrace: its batches are a slide apart and run one after the other, without waiting for their time. */
public final class MillraceWindows implements Contestant {
    private final Program program;
    private final WindowSeries series;
    private final List<Batch<Long>> batches;
    private long lastEnd;

    private MillraceWindows(Program program, WindowSeries series, List<Batch<Long>> batches) {
        this.program = program;
        this.series = series;
        this.batches = batches;
    }

    public static Contestant of(Program program, int size) {
        WindowSeries series = WindowSeries.of(program);
        return series.warmedUp(new MillraceWindows(program, series, Inputs.windowBatches(program, size)));
    }

    @Override
    public ForkResult compete(Effort effort) {
        Slides slides = new Slides(series);
        SteppedClock clock = new SteppedClock();
        try (StreamingContext context = StreamingContext.builder()
                .appName("windows")
                .master("local[" + Batch.PARTS + "]")
                .batchInterval(series.slide())
                .clock(clock)
                .build()) {
            List<RDD<Long>> rdds = new ArrayList<>();
            for (Batch<Long> batch : batches) {
                rdds.add(context.parallelize(
                        batch.parts().stream().flatMap(Arrays::stream).toList(), Batch.PARTS));
            }
            Queue<RDD<Long>> queue = new ConcurrentLinkedQueue<>();
            digests(context.queueStream(queue), window -> {
                long end = System.nanoTime();
                slides.completed(end - lastEnd, window);
                lastEnd = end;
            });
            BatchDriver driver = context.startByHand();
            lastEnd = System.nanoTime();
            for (int slide = 0; slide < series.slides(); slide++) {
                queue.add(rdds.get(slide % rdds.size()));
                clock.advance(series.slide());
                driver.runBatch();
            }
        }
        return slides.result();
    }

    private void digests(DStream<Long> stream, Consumer<Digest> shown) {
        if (program == Program.JOIN_WINDOWS) {
            side(stream, JoinSteps::isLeft)
                    .join(side(stream, JoinSteps::isRight))
                    .toDStream()
                    .foreachRDD(rdd -> shown.accept(rdd.aggregate(
                            Digest::new,
                            (digest, joined) -> Output.joined(
                                    digest,
                                    joined.key(),
                                    joined.value().left(),
                                    joined.value().right()),
                            Digest::merge)));
        } else {
            windows(stream)
                    .toDStream()
                    .foreachRDD(rdd -> shown.accept(rdd.aggregate(
                            Digest::new,
                            (digest, pair) -> Output.count(digest, pair.key(), pair.value()),
                            Digest::merge)));
        }
    }

    private PairDStream<Long, Long> side(DStream<Long> both, Function<Long, Boolean> isOfSide) {
        return both.filter(isOfSide)
                .window(series.window(), series.slide())
                .mapToPair(record -> Pair.of(JoinSteps.key(record), JoinSteps.value(record)));
    }

    private PairDStream<Long, Long> windows(DStream<Long> stream) {
        PairDStream<Long, Long> pairs =
                stream.mapToPair(record -> Pair.of(WindowSteps.key(record), WindowSteps.value(record)));
        return series.largest()
                ? pairs.reduceByKeyAndWindow(Math::max, series.window(), series.slide())
                : pairs.reduceByKeyAndWindow(Long::sum, WindowSteps::without, series.window(), series.slide());
    }
}
