package dev.millrace.connector.kinesis;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.BatchDriver;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Runs batches of a program, with pauses for the source to fetch in. */
final class ByHand {
    private static final long PATIENCE_NANOS = 120_000_000_000L;
    private static final long PAUSE_NANOS = 2_000_000;

    private ByHand() {}

    /** Runs batches until that is so; fails if it takes too long. */
    static void runUntil(BatchDriver driver, BooleanSupplier condition) {
        long begin = System.nanoTime();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() - begin < PATIENCE_NANOS, "it takes too long");
            if (!driver.runBatch()) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }
}
