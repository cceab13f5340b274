package dev.millrace.connector.kinesis.kcl;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for what others do, without an event to wait for: a row of a table. */
final class Expect {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private Expect() {}

    static void that(BooleanSupplier condition, Supplier<?> otherwise) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("after " + PATIENCE + ": " + otherwise.get());
            }
            LockSupport.parkNanos(20_000_000);
        }
    }
}
