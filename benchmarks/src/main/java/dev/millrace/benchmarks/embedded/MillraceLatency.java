package dev.millrace.benchmarks.embedded;

import dev.millrace.Pair;
import dev.millrace.State;
import dev.millrace.StateSpec;
import dev.millrace.StreamingContext;
import dev.millrace.benchmarks.fork.Contestant;
import dev.millrace.benchmarks.fork.Effort;
import dev.millrace.benchmarks.fork.ForkResult;
import dev.millrace.benchmarks.fork.OpenLoop;
import dev.millrace.benchmarks.input.Batch;
import java.time.Duration;

/** Row 9 for Millrace: running counts by {@code mapWithState}, batches of a millisecond. */
final class MillraceLatency implements Contestant {
    private static final Duration INTERVAL = Duration.ofMillis(1);

    private final int perSecond;

    MillraceLatency(int perSecond) {
        this.perSecond = perSecond;
    }

    @Override
    public ForkResult compete(Effort effort) throws InterruptedException {
        OpenLoop loop = OpenLoop.begin(perSecond, effort);
        Ending ending = new Ending();
        loop.result().thenAccept(ending::reached);
        try (StreamingContext context = StreamingContext.builder()
                .appName("latency")
                .master("local[" + Batch.PARTS + "]")
                .batchInterval(INTERVAL)
                .build()) {
            context.sourceStream(new OpenLoopSource(loop))
                    .mapToPair(number -> Pair.of(OpenLoop.key(number), number))
                    .mapWithState(StateSpec.<Long, Long, Long, Pair<Long, Long>>function(
                            (key, number, state) -> counted(number.orElseThrow(), state)))
                    .foreachRDD(rdd -> rdd.foreach(counted -> loop.seen(counted.key(), counted.value())));
            context.start();
            return ending.await(context);
        }
    }

    private static Pair<Long, Long> counted(Long number, State<Long> state) {
        long count = (state.exists() ? state.get() : 0) + 1;
        state.update(count);
        return Pair.of(number, count);
    }
}
