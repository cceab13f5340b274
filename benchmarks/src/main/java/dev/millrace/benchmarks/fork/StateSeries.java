package dev.millrace.benchmarks.fork;

import java.io.Serializable;

/**
 * What a program with keyed state runs: batches that bring all keys, then batches that touch one key in a hundred, of which
 * the last are measured.
 *
 * @param intervalMillis what the peer needs to keep up, its checkpoints included
 */
public record StateSeries(int fillingBatches, int warmUpBatches, int measuredBatches, int intervalMillis)
        implements Serializable {
    /** Where there is no state. */
    public static final StateSeries NONE = new StateSeries(0, 0, 0, 0);

    /** Different batches that touch keys; they are repeated. */
    public static final int TOUCHING_BATCHES = 16;

    /** Of so many keys a batch touches one. */
    public static final int TOUCHED_SHARE = 100;

    public static StateSeries of(Program program, Effort effort) {
        boolean shows = effort.warmUpMax().isZero();
        return switch (program) {
            case STATE_TOUCHED -> shows ? new StateSeries(2, 1, 12, 50) : new StateSeries(20, 40, 100, 300);
            case STATE_VISITED -> shows ? new StateSeries(2, 1, 3, 100) : new StateSeries(5, 7, 21, 1_500);
            default -> throw new IllegalArgumentException(program + " keeps no state");
        };
    }

    public int batches() {
        return fillingBatches + warmUpBatches + measuredBatches;
    }

    /** Which of {@code Inputs.stateBatches} is the batch with this number. */
    public int input(int batch) {
        return batch < fillingBatches ? batch : fillingBatches + (batch - fillingBatches) % TOUCHING_BATCHES;
    }
}
