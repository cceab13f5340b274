package dev.millrace.batch;

import dev.millrace.status.BatchStep;

/**
 * Called at every step of a batch's life, in the batch loop's thread. For simulations: what it throws ends the loop where
 * it stands, as the death of the process would, and nothing is tidied up.
 */
@FunctionalInterface
public interface BatchSteps {
    BatchSteps NONE = (step, batch) -> {};

    void reached(BatchStep step, long batch);
}
