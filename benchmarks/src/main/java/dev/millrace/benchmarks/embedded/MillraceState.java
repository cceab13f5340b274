package dev.millrace.benchmarks.embedded;

import dev.millrace.BatchDriver;
import dev.millrace.DStream;
import dev.millrace.Pair;
import dev.millrace.PairDStream;
import dev.millrace.RDD;
import dev.millrace.StateSpec;
import dev.millrace.StreamingContext;
import dev.millrace.StreamingContextBuilder;
import dev.millrace.benchmarks.fork.BatchTimes;
import dev.millrace.benchmarks.fork.Contestant;
import dev.millrace.benchmarks.fork.Effort;
import dev.millrace.benchmarks.fork.ForkResult;
import dev.millrace.benchmarks.fork.Order;
import dev.millrace.benchmarks.fork.Program;
import dev.millrace.benchmarks.fork.Side;
import dev.millrace.benchmarks.fork.StateSeries;
import dev.millrace.benchmarks.input.Batch;
import dev.millrace.benchmarks.input.Digest;
import dev.millrace.benchmarks.input.DigestSerde;
import dev.millrace.benchmarks.input.Recipe;
import dev.millrace.benchmarks.program.Output;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Keyed state by Millrace, on Spark or by itself, with deltas and snapshots in a checkpoint directory. Batches run one after the other,
 * without a pause in which snapshots could be written unseen; a batch takes all the time between two outputs.
 */
public final class MillraceState implements Contestant {
    private final Order order;
    private long lastEnd;

    public MillraceState(Order order) {
        this.order = order;
    }

    @Override
    public ForkResult compete(Effort effort) {
        StateSeries series = StateSeries.of(order.program(), order.side(), effort);
        Recipe recipe = new Recipe(order.program(), order.size(), series);
        BatchTimes times = new BatchTimes(series);
        SteppedClock clock = new SteppedClock();
        Duration interval = Duration.ofMillis(series.intervalMillis());
        StreamingContextBuilder builder = StreamingContext.builder();
        if (order.side() == Side.WITHOUT_SNAPSHOTS) {
            builder.snapshotExecutor(snapshot -> {}); // the first one never ends, and one is written at a time
        }
        try (StreamingContext context = builder.appName("state")
                .master(master())
                .batchInterval(interval)
                .clock(clock)
                .checkpointDirectory(order.data().resolve("checkpoint"))
                .registerSerde(Digest.class, new DigestSerde())
                .recordsFirstBatchMax(Long.MAX_VALUE)
                .build()) {
            PairDStream<Long, Long> ones = context.sourceStream(MemorySource.<Long>series(recipe, series::input))
                    .named("keys")
                    .mapToPair(key -> Pair.of(key, 1L));
            summed(ones).foreachRDD(rdd -> {
                Digest output = digest(rdd);
                long end = System.nanoTime();
                times.completed(end - lastEnd, output);
                lastEnd = end;
            });
            BatchDriver driver = context.startByHand();
            lastEnd = System.nanoTime();
            for (int batch = 0; batch < series.batches(); batch++) {
                clock.advance(interval);
                driver.runBatch();
            }
        }
        return times.result();
    }

    private String master() {
        return switch (order.side()) {
            case MILLRACE, WITHOUT_SNAPSHOTS -> "local[" + Batch.PARTS + "]";
            default -> SparkMaster.of(order.side());
        };
    }

    private DStream<Pair<Long, Long>> summed(PairDStream<Long, Long> ones) {
        if (order.program() == Program.STATE_VISITED) {
            return ones.<Long>updateStateByKey((values, state) -> Optional.of(sum(values, state.orElse(0L))))
                    .named("sums")
                    .toDStream();
        }
        return ones.mapWithState(StateSpec.<Long, Long, Long, Pair<Long, Long>>function((key, value, state) -> {
                    long sum = (state.exists() ? state.get() : 0) + value.orElseThrow();
                    state.update(sum);
                    return Pair.of(key, sum);
                }))
                .named("sums");
    }

    private static Digest digest(RDD<Pair<Long, Long>> rdd) {
        return rdd.aggregate(
                Digest::new, (digest, summed) -> Output.count(digest, summed.key(), summed.value()), Digest::merge);
    }

    private static long sum(List<Long> values, long before) {
        long sum = before;
        for (long value : values) {
            sum += value;
        }
        return sum;
    }
}
