package dev.millrace.benchmarks.embedded;

import dev.millrace.StreamingContext;
import dev.millrace.benchmarks.fork.ForkResult;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Waits for the result of an output that has seen enough, or throws what the context has failed with. */
final class Ending {
    /** Rarely enough not to be seen in the CPU time of empty batches. */
    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

    private final CompletableFuture<ForkResult> result = new CompletableFuture<>();

    /** Called by the output; the first result counts. */
    void reached(ForkResult found) {
        result.complete(found);
    }

    /** Called by the thread that started the context. */
    ForkResult await(StreamingContext context) throws InterruptedException {
        while (!result.isDone()) {
            if (context.awaitTermination(LOOK_AGAIN)) {
                throw new IllegalStateException("the context has stopped by itself");
            }
        }
        return result.join();
    }
}
