package dev.millrace.engine;

import dev.millrace.Pair;
import java.lang.reflect.Array;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What objects need on the heap, roughly: with compressed references, strings of one byte a character, some elements for all. */
final class ObjectSizes {
    private static final long OBJECT_BYTES = 24;
    private static final long UNKNOWN_BYTES = 64;
    private static final int DEPTH_MAX = 4;
    private static final int SAMPLED = 8;

    private ObjectSizes() {}

    static long estimate(@Nullable Object value) {
        return Integer.BYTES + estimate(value, 0);
    }

    private static long estimate(@Nullable Object value, int depth) {
        if (value == null || value instanceof Enum) {
            return 0;
        } else if (value instanceof Number || value instanceof Boolean || value instanceof Character) {
            return OBJECT_BYTES;
        } else if (value instanceof CharSequence text) {
            return 2 * OBJECT_BYTES + text.length();
        } else if (depth == DEPTH_MAX) {
            return UNKNOWN_BYTES;
        } else if (value instanceof Pair<?, ?> pair) {
            return OBJECT_BYTES + estimate(pair.key(), depth + 1) + estimate(pair.value(), depth + 1);
        } else if (value instanceof Collection<?> all) {
            return UNKNOWN_BYTES + all.size() * (2 * Integer.BYTES + average(all, depth));
        } else if (value instanceof Map<?, ?> map) {
            return UNKNOWN_BYTES
                    + map.size() * (OBJECT_BYTES + average(map.keySet(), depth) + average(map.values(), depth));
        } else if (value.getClass().isArray()) {
            return ofArray(value, depth);
        }
        return UNKNOWN_BYTES;
    }

    private static long average(Collection<?> all, int depth) {
        long sum = 0;
        int seen = 0;
        for (Object element : all) {
            if (seen == SAMPLED) {
                break;
            }
            sum += estimate(element, depth + 1);
            seen++;
        }
        return seen == 0 ? 0 : sum / seen;
    }

    private static long ofArray(Object array, int depth) {
        int length = Array.getLength(array);
        Class<?> type = array.getClass().getComponentType();
        if (type == byte.class || type == boolean.class) {
            return OBJECT_BYTES + length;
        } else if (type.isPrimitive()) {
            return OBJECT_BYTES + 8L * length;
        }
        long sum = 0;
        int seen = Math.min(SAMPLED, length);
        for (int i = 0; i < seen; i++) {
            sum += estimate(Array.get(array, i), depth + 1);
        }
        return OBJECT_BYTES + length * (Integer.BYTES + (seen == 0 ? 0 : sum / seen));
    }
}
