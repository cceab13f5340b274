package dev.millrace.benchmarks.program;

/** Map, filter, map over longs. One record in four is dropped. */
public final class LongSteps {
    private LongSteps() {}

    public static long scale(long value) {
        return value * 31 + 7;
    }

    public static boolean isKept(long value) {
        return (value & 3) != 0;
    }

    public static long fold(long value) {
        return value ^ (value >>> 17);
    }
}
