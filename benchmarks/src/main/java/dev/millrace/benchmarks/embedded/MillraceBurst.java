package dev.millrace.benchmarks.embedded;

import dev.millrace.StreamingContext;
import dev.millrace.benchmarks.fork.Burst;
import dev.millrace.benchmarks.fork.Contestant;
import dev.millrace.benchmarks.fork.Effort;
import dev.millrace.benchmarks.fork.ForkResult;
import dev.millrace.benchmarks.fork.Order;
import dev.millrace.benchmarks.input.Batch;
import dev.millrace.benchmarks.input.Digest;
import dev.millrace.benchmarks.input.Recipe;
import java.time.Duration;
import java.util.function.Consumer;

/** Row 14's burst for Millrace: a batch takes the oldest pass that is due. */
final class MillraceBurst implements Contestant {
    private static final Duration INTERVAL = Duration.ofMillis(1);

    private final Recipe recipe;

    MillraceBurst(Order order) {
        recipe = Recipe.of(order.program(), order.size());
    }

    @Override
    public ForkResult compete(Effort effort) throws InterruptedException {
        Burst burst = new Burst(recipe.batches().get(0).records(), effort);
        try (StreamingContext context = StreamingContext.builder()
                .appName("burst")
                .master("local[" + Batch.PARTS + "]")
                .batchInterval(INTERVAL)
                .build()) {
            Ending ending = new Ending();
            MillracePrograms.count(
                    context.sourceStream(MemorySource.whenDue(recipe, pass -> burst.nanosUntilDue(pass) <= 0)),
                    results(burst, ending));
            context.start();
            return ending.await(context);
        }
    }

    /** Called by the thread of the batch loop, after batches without a pass too. */
    private static Consumer<Digest> results(Burst burst, Ending ending) {
        return new Consumer<>() {
            private long lastEnd = System.nanoTime();
            private boolean wanted = true;

            @Override
            public void accept(Digest digest) {
                long end = System.nanoTime();
                if (wanted && digest.records() > 0) {
                    wanted = burst.completed(end - lastEnd, digest);
                    if (!wanted) {
                        ending.reached(burst.result());
                    }
                }
                lastEnd = end;
            }
        };
    }
}
