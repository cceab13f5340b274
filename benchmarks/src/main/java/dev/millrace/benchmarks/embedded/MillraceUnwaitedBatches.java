package dev.millrace.benchmarks.embedded;

import dev.millrace.BatchDriver;
import dev.millrace.StreamingContext;
import dev.millrace.benchmarks.fork.Contestant;
import dev.millrace.benchmarks.fork.Effort;
import dev.millrace.benchmarks.fork.ForkResult;
import dev.millrace.benchmarks.fork.Ticks;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Row 10, the batch by itself: the program of {@link MillraceEmptyBatches}, whose batches run one after the other. No thread
 * is put to sleep and woken up in between.
 */
final class MillraceUnwaitedBatches implements Contestant {
    private final int streams;

    MillraceUnwaitedBatches(int streams) {
        this.streams = streams;
    }

    @Override
    public ForkResult compete(Effort effort) {
        Duration interval = MillraceEmptyBatches.interval(streams);
        SteppedClock clock = new SteppedClock();
        try (StreamingContext context = StreamingContext.builder()
                .appName("empty batches, one after the other")
                .master("local[2]")
                .batchInterval(interval)
                .clock(clock)
                .build()) {
            Ticks ticks = new Ticks(effort, () -> 0);
            AtomicReference<@Nullable ForkResult> result = new AtomicReference<>();
            MillraceEmptyBatches.define(context, streams, () -> result.setPlain(ticks.completed()));
            BatchDriver driver = context.startByHand();
            ForkResult found = null;
            while (found == null) {
                clock.advance(interval);
                driver.runBatch();
                found = result.getPlain();
            }
            return found;
        }
    }
}
