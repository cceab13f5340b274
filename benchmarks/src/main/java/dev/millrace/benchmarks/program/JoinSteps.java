package dev.millrace.benchmarks.program;

/** Records of two streams that are joined: a number that says which one, and holds a key and a value. */
public final class JoinSteps {
    private JoinSteps() {}

    public static long record(boolean isLeft, long key, long value) {
        return WindowSteps.record(key, value) << 1 | (isLeft ? 1 : 0);
    }

    public static boolean isLeft(Long record) {
        return (record & 1) == 1;
    }

    public static boolean isRight(Long record) {
        return (record & 1) == 0;
    }

    public static Long key(Long record) {
        return WindowSteps.key(record >> 1);
    }

    public static Long value(Long record) {
        return WindowSteps.value(record >> 1);
    }
}
