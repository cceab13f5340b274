package dev.millrace.benchmarks.program;

import dev.millrace.benchmarks.input.Digest;
import java.util.List;

/** A running count by key. */
public final class StateSteps {
    private StateSteps() {}

    /** A new object, which only the state keeps. */
    public static Long key(Long record) {
        return Digest.mix(record);
    }

    /** A sum, and in its lowest bit whether the batch brought values: what {@code updateStateByKey} keeps to tell it. */
    public static Long marked(List<Long> values, Long before) {
        long sum = sum(before);
        for (long value : values) {
            sum += value;
        }
        return sum << 1 | (values.isEmpty() ? 0 : 1);
    }

    public static boolean isTouched(Long marked) {
        return (marked & 1) == 1;
    }

    public static long sum(Long marked) {
        return marked >> 1;
    }
}
