package dev.millrace;

import dev.millrace.batch.BatchLoop;
import dev.millrace.batch.StopSignal;

/**
 * Runs a context's batches by hand, each on the caller's thread when the caller says so; for tests and simulations. The
 * batch's time is the clock's, but always later than that of the batch before.
 */
public final class BatchDriver {
    private final ContextRun run;
    private final BatchLoop loop;
    private final StopSignal stop;

    BatchDriver(ContextRun run, BatchLoop loop, StopSignal stop) {
        this.run = run;
        this.loop = loop;
        this.stop = stop;
    }

    /**
     * Runs one batch; returns whether a source had anything. A failure ends the context, and is thrown; an
     * error, such as a simulation throws at a step, leaves everything as the death of the process would.
     */
    public boolean runBatch() {
        try {
            return loop.runBatch();
        } catch (Throwable t) {
            throw run.failedByHand(t);
        }
    }

    /** Stops as {@link StopMode#GRACEFULLY} does, and lets go of everything. */
    public void stop() {
        try {
            stop.afterThisBatch();
            while (loop.drainBatch()) {
                // What receivers have is processed.
            }
            loop.finish();
        } catch (Throwable t) {
            throw run.failedByHand(t);
        }
        run.ended();
    }

    /** Lets go of the engine's threads and nothing else, as the death of the process would. */
    public void abandon() {
        loop.abandon();
    }
}
