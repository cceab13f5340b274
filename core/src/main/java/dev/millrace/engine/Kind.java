package dev.millrace.engine;

import org.jspecify.annotations.Nullable;

/** What the keys or the values of a table have in common, and so may be kept unboxed. */
final class Kind {
    static final int UNKNOWN = 0;
    static final int LONGS = 1;
    static final int INTS = 2;
    static final int DOUBLES = 3;
    static final int OBJECTS = 4;

    private Kind() {}

    static int of(@Nullable Object value) {
        if (value instanceof Long) {
            return LONGS;
        }
        return value instanceof Integer ? INTS : value instanceof Double ? DOUBLES : OBJECTS;
    }

    static Object boxed(int kind, long number) {
        return switch (kind) {
            case LONGS -> number;
            case INTS -> (int) number;
            default -> Double.longBitsToDouble(number);
        };
    }

    static long unboxed(Object value) {
        return value instanceof Double number ? Double.doubleToRawLongBits(number) : ((Number) value).longValue();
    }
}
