package dev.millrace;

/**
 * What becomes of batches whose time comes while another one still runs: {@link #merge()} unless a builder is told
 * otherwise. After a restart there is one batch for the time in between, whatever is said here.
 */
public sealed interface LateBatches {
    /** One batch, of the newest time that has come, takes the place of all that were missed. */
    record Merge() implements LateBatches {}

    /** Each of them runs, one after the other without a pause, with the time that was its own. */
    record Await() implements LateBatches {}

    /**
     * They run as with {@link Await}, and the context fails when more of them wait.
     *
     * @param pendingBatchesMax how many may wait
     */
    record Stop(int pendingBatchesMax) implements LateBatches {
        public Stop {
            if (pendingBatchesMax < 1) {
                throw new IllegalArgumentException("pendingBatchesMax must be positive, not " + pendingBatchesMax);
            }
        }
    }

    static LateBatches merge() {
        return new Merge();
    }

    static LateBatches await() {
        return new Await();
    }

    static LateBatches stopAfter(int pendingBatchesMax) {
        return new Stop(pendingBatchesMax);
    }
}
