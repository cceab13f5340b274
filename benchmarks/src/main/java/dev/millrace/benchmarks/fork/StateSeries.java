package dev.millrace.benchmarks.fork;

import java.io.Serializable;

/**
 * What a program with keyed state runs: batches that bring all keys, then batches that touch one key in a hundred, of which
 * the last are measured.
 *
 * @param intervalMillis what the peer needs to keep up, its checkpoints included
 * @param comparedBatches how many batches from the first on all contestants run, whose output is hashed
 */
public record StateSeries(
        int fillingBatches, int warmUpBatches, int measuredBatches, int intervalMillis, int comparedBatches)
        implements Serializable {
    /** Where there is no state. */
    public static final StateSeries NONE = new StateSeries(0, 0, 0, 0, 0);

    /** Different batches that touch keys; they are repeated. */
    public static final int TOUCHING_BATCHES = 16;

    /** Of so many keys a batch touches one. */
    public static final int TOUCHED_SHARE = 100;

    private static final int TEN_MILLION_COMPARED = 8;

    public static StateSeries of(Program program, Side side, Effort effort) {
        boolean shows = effort.warmUpMax().isZero();
        return switch (program) {
            case STATE_TOUCHED -> shows ? sameForAll(2, 1, 12, 50) : touched(side);
            case STATE_VISITED -> shows ? sameForAll(2, 1, 3, 100) : visited(side);
            case STATE_10M_SLOWEST -> shows ? sameForAll(2, 1, 3, 100) : new StateSeries(5, 100, 1_000, 100, 105);
            case STATE_10M -> shows ? sameForAll(2, 1, 3, 100) : tenMillion(side, effort);
            default -> throw new IllegalArgumentException(program + " keeps no state");
        };
    }

    private static StateSeries sameForAll(int filling, int warmUp, int measured, int intervalMillis) {
        return new StateSeries(filling, warmUp, measured, intervalMillis, filling + warmUp + measured);
    }

    /** Spark warms up for 18 s and is measured for 30, pauses included; who makes none runs about as long. */
    private static StateSeries touched(Side side) {
        return side == Side.DSTREAM
                ? new StateSeries(20, 40, 100, 300, 160)
                : new StateSeries(20, 800, 1_500, 300, 160);
    }

    /** Here it is 18 s and 31. */
    private static StateSeries visited(Side side) {
        return side == Side.DSTREAM ? new StateSeries(5, 7, 21, 1_500, 33) : new StateSeries(5, 150, 300, 1_500, 33);
    }

    /** Who takes seconds for a batch runs few of them, and as many as hold its checkpoints. */
    private static StateSeries tenMillion(Side side, Effort effort) {
        boolean isQuick = effort.measured().compareTo(Effort.FULL.measured()) < 0;
        return switch (side) {
            case DSTREAM_UPDATING -> new StateSeries(5, 1, isQuick ? 2 : 4, 10_000, TEN_MILLION_COMPARED);
            case DSTREAM -> new StateSeries(5, 10, isQuick ? 10 : 20, 2_000, TEN_MILLION_COMPARED);
            default -> new StateSeries(5, 50, isQuick ? 100 : 200, 100, TEN_MILLION_COMPARED);
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
