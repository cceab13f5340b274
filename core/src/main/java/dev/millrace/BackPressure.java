package dev.millrace;

/**
 * How the records that a batch may take follow from what the batches before it took: {@link #byCost()} unless a builder
 * is told otherwise. Records that don't fit stay in their source for the next batch.
 */
public sealed interface BackPressure {
    /**
     * Tells what a batch costs before its first record from what a record costs, and takes as many as an interval has time for.
     *
     * @param minRate records/s that are taken however slow batches become
     */
    record ByCost(double minRate) implements BackPressure {
        public ByCost {
            checkMinRate(minRate);
        }
    }

    /**
     * Spark's estimator: the rate is moved against what it was wrong by, against what has piled up, and against how fast the error changes.
     *
     * @param proportional weight of the error, the rate so far less the one that the last batch was processed with
     * @param integral weight of the records that have piled up while batches waited
     * @param derived weight of the error's change per second
     * @param minRate records/s that are taken however slow batches become
     */
    record Pid(double proportional, double integral, double derived, double minRate) implements BackPressure {
        public Pid {
            checkMinRate(minRate);
            if (!(proportional >= 0 && integral >= 0 && derived >= 0)) {
                throw new IllegalArgumentException("the weights of a PID controller are not negative: proportional "
                        + proportional + ", integral " + integral + ", derived " + derived);
            }
        }

        /** The same with another minimum, in records/s. */
        public Pid withMinRate(double rate) {
            return new Pid(proportional, integral, derived, rate);
        }
    }

    /** A batch takes all that is there, as far as fixed limits allow, the first one too. */
    record Off() implements BackPressure {}

    /** The default: never less than 100 records/s. */
    static ByCost byCost() {
        return new ByCost(100);
    }

    /** With Spark's defaults: proportional 1, integral 0.2, derived 0, never less than 100 records/s. */
    static Pid pid() {
        return new Pid(1.0, 0.2, 0.0, 100);
    }

    static Off off() {
        return new Off();
    }

    private static void checkMinRate(double minRate) {
        if (!(minRate > 0)) {
            throw new IllegalArgumentException("the minimum rate must be positive, not " + minRate + " records/s");
        }
    }
}
