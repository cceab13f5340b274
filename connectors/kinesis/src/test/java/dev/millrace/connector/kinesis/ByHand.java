package dev.millrace.connector.kinesis;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.BatchDriver;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Runs batches of a program, with pauses for the source to fetch in. */
final class ByHand {
    private static final int BATCHES_MAX = 5_000;
    private static final long PAUSE_NANOS = 2_000_000;

    private ByHand() {}

    /** Runs batches until that is so; fails if it takes too many. */
    static void runUntil(BatchDriver driver, BooleanSupplier condition) {
        for (int i = 0; i < BATCHES_MAX && !condition.getAsBoolean(); i++) {
            if (!driver.runBatch()) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
        assertTrue(condition.getAsBoolean(), "it takes too long");
    }
}
