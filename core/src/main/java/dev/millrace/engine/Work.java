package dev.millrace.engine;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a node has a step call, and by what the step is found again. A function without fields, and one that is still
 * there in a later batch, becomes a constant of the step; any other is known by its class, and lies in the frame.
 */
record Work(Object callee, Object key, boolean isConstant) {
    private static final ClassValue<Boolean> STATELESS = new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
            return hasNoFields(type);
        }
    };

    /** The same object, whatever its {@code equals} says. */
    private record Same(Object object) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Same same && same.object == object;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(object);
        }
    }

    /** A function of a node that has seen several batches, or of one that may be gone after this one. */
    static Work of(Object function, boolean isLasting) {
        boolean stateless = STATELESS.get(function.getClass());
        Object key = isLasting && !stateless ? new Same(function) : function.getClass();
        return new Work(function, key, isLasting || stateless);
    }

    /** Several functions that are called by one step. */
    static Work of(Object callee, boolean isLasting, Object... functions) {
        boolean stateless = true;
        Object[] classes = new Object[functions.length];
        for (int i = 0; i < functions.length; i++) {
            classes[i] = functions[i].getClass();
            stateless &= STATELESS.get(functions[i].getClass());
        }
        Object key = isLasting && !stateless ? new Same(callee) : Arrays.asList(classes);
        return new Work(callee, key, isLasting || stateless);
    }

    private static boolean hasNoFields(Class<?> type) {
        for (Class<?> at = type; at != null; at = at.getSuperclass()) {
            for (Field field : at.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers())) {
                    return false;
                }
            }
        }
        return true;
    }
}
