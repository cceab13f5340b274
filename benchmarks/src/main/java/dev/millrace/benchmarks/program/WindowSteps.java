package dev.millrace.benchmarks.program;

/** Records of windows: a number that holds a key and a value. */
public final class WindowSteps {
    private static final long VALUES = 1_000;

    private WindowSteps() {}

    public static long record(long key, long value) {
        return key * VALUES + value;
    }

    public static Long key(Long record) {
        return record / VALUES;
    }

    public static Long value(Long record) {
        return record % VALUES;
    }

    /** What takes a value out of a sum. */
    public static Long without(Long all, Long gone) {
        return all - gone;
    }
}
