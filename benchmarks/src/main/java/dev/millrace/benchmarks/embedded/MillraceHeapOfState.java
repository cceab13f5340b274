package dev.millrace.benchmarks.embedded;

import dev.millrace.BatchDriver;
import dev.millrace.Pair;
import dev.millrace.RDD;
import dev.millrace.State;
import dev.millrace.StateSpec;
import dev.millrace.StreamingContext;
import dev.millrace.StreamingContextBuilder;
import dev.millrace.benchmarks.fork.Contestant;
import dev.millrace.benchmarks.fork.Effort;
import dev.millrace.benchmarks.fork.ForkResult;
import dev.millrace.benchmarks.fork.HeapSeries;
import dev.millrace.benchmarks.fork.Order;
import dev.millrace.benchmarks.fork.Side;
import dev.millrace.benchmarks.input.Batch;
import dev.millrace.benchmarks.input.Digest;
import dev.millrace.benchmarks.input.Inputs;
import dev.millrace.benchmarks.program.Output;
import dev.millrace.benchmarks.program.StateSteps;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Row 13 for Millrace: running counts by {@code mapWithState}, in memory alone or with a checkpoint. */
final class MillraceHeapOfState implements Contestant {
    private static final Duration INTERVAL = Duration.ofMillis(100);

    private final List<Batch<Long>> chunks;
    private final Path checkpoint;
    private final boolean withCheckpoint;
    private Digest counted = new Digest();

    private MillraceHeapOfState(List<Batch<Long>> chunks, Path checkpoint, boolean withCheckpoint) {
        this.chunks = chunks;
        this.checkpoint = checkpoint;
        this.withCheckpoint = withCheckpoint;
    }

    static Contestant of(Order order) {
        return new MillraceHeapOfState(
                Inputs.chunks(order.size(), HeapSeries.CHUNKS),
                order.data().resolve("checkpoint"),
                order.side() == Side.MILLRACE_WITH_CHECKPOINT);
    }

    @Override
    public ForkResult compete(Effort effort) {
        HeapSeries series = new HeapSeries(
                chunks.get(0).records(), () -> withCheckpoint ? MillraceEmptyBatches.bytesIn(checkpoint) : 0);
        SteppedClock clock = new SteppedClock();
        StreamingContextBuilder builder = StreamingContext.builder()
                .appName("state")
                .master("local[" + Batch.PARTS + "]")
                .batchInterval(INTERVAL)
                .clock(clock);
        if (withCheckpoint) {
            builder.checkpointDirectory(checkpoint);
        }
        try (StreamingContext context = builder.build()) {
            Queue<RDD<Long>> queue = new ConcurrentLinkedQueue<>();
            context.queueStream(queue)
                    .named("queue")
                    .mapToPair(record -> Pair.of(StateSteps.key(record), 1L))
                    .mapWithState(StateSpec.<Long, Long, Long, Pair<Long, Long>>function(
                            (key, ones, state) -> count(key, ones.orElse(0L), state)))
                    .named("counts")
                    .foreachRDD(rdd -> counted = rdd.aggregate(
                            Digest::new,
                            (digest, pair) -> Output.count(digest, pair.key(), pair.value()),
                            Digest::merge));
            BatchDriver driver = context.startByHand();
            boolean goOn = true;
            for (int pass = 0; goOn; pass++) {
                Batch<Long> chunk = chunks.get(pass % chunks.size());
                queue.add(context.parallelize(
                        chunk.parts().stream().flatMap(Arrays::stream).toList(), Batch.PARTS));
                clock.advance(INTERVAL);
                driver.runBatch();
                goOn = series.completed(0, counted);
            }
        }
        return series.result();
    }

    private static Pair<Long, Long> count(Long key, long ones, State<Long> state) {
        long count = (state.exists() ? state.get() : 0) + ones;
        state.update(count);
        return Pair.of(key, count);
    }
}
