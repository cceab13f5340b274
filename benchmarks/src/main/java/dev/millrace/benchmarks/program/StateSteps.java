package dev.millrace.benchmarks.program;

import dev.millrace.benchmarks.input.Digest;

/** A running count by key. */
public final class StateSteps {
    private StateSteps() {}

    /** A new object, which only the state keeps. */
    public static Long key(Long record) {
        return Digest.mix(record);
    }
}
