package dev.millrace.benchmarks.embedded;

import dev.millrace.BatchDriver;
import dev.millrace.DStream;
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
import dev.millrace.benchmarks.program.Output;
import dev.millrace.benchmarks.program.WindowSteps;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Windows by Millrace: its batches are a slide apart and run one after the other, without waiting for their time. */
public final class MillraceWindows implements Contestant {
    private final WindowSeries series;
    private final List<Batch<Long>> batches;
    private long lastEnd;

    private MillraceWindows(WindowSeries series, List<Batch<Long>> batches) {
        this.series = series;
        this.batches = batches;
    }

    public static Contestant of(Program program, int keys) {
        WindowSeries series = WindowSeries.of(program);
        return series.warmedUp(new MillraceWindows(series, Inputs.windowBatches(keys)));
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
            windows(context.queueStream(queue)).toDStream().foreachRDD(rdd -> {
                Digest window = rdd.aggregate(
                        Digest::new,
                        (digest, shown) -> Output.count(digest, shown.key(), shown.value()),
                        Digest::merge);
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

    private PairDStream<Long, Long> windows(DStream<Long> stream) {
        PairDStream<Long, Long> pairs =
                stream.mapToPair(record -> dev.millrace.Pair.of(WindowSteps.key(record), WindowSteps.value(record)));
        return series.largest()
                ? pairs.reduceByKeyAndWindow(Math::max, series.window(), series.slide())
                : pairs.reduceByKeyAndWindow(Long::sum, WindowSteps::without, series.window(), series.slide());
    }
}
