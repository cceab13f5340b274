package dev.millrace.testkit;

/**
 * The process died here. Thrown out of a call to the outside world, and out of every later one, until the test starts
 * the process again: whatever a {@code catch} or {@code finally} still does has no effect.
 */
public final class SimulatedCrash extends Error {
    public SimulatedCrash(String where) {
        // Thousands of them a second: a stack trace would cost more than the batch.
        super("the process died at " + where, null, false, false);
    }
}
