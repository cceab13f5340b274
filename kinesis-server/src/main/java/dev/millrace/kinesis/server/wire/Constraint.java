package dev.millrace.kinesis.server.wire;

import java.lang.annotation.Annotation;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a member's value must satisfy, made from the annotations of a record component. */
interface Constraint {
    /** AWS's words for what is wrong, or null if nothing is. */
    @Nullable
    String violation(Object value);

    /** The constraints that an annotation stands for; those of the annotation's own type come with it. */
    static List<Constraint> of(Annotation annotation) {
        List<Constraint> constraints = new ArrayList<>();
        if (annotation instanceof Matches matches) {
            constraints.add(matches(matches.value()));
        } else if (annotation instanceof Length length) {
            constraints.add(length(length));
        } else if (annotation instanceof Range range) {
            constraints.add(range(range));
        } else if (annotation instanceof OneOf oneOf) {
            constraints.add(oneOf(oneOf.value()));
        } else if (annotation.annotationType().getPackageName().startsWith("dev.millrace.")) {
            for (Annotation meta : annotation.annotationType().getAnnotations()) {
                constraints.addAll(of(meta));
            }
        }
        return constraints;
    }

    private static Constraint matches(String regex) {
        Pattern pattern = Pattern.compile(regex);
        return value -> pattern.matcher((String) value).matches()
                ? null
                : "Member must satisfy regular expression pattern: " + regex;
    }

    private static Constraint length(Length length) {
        return value -> {
            int actual = lengthOf(value);
            if (actual < length.min()) {
                return "Member must have length greater than or equal to " + length.min();
            }
            return actual > length.max() ? "Member must have length less than or equal to " + length.max() : null;
        };
    }

    private static int lengthOf(Object value) {
        if (value instanceof String string) {
            return string.length();
        }
        if (value instanceof ByteBuffer buffer) {
            return buffer.remaining();
        }
        return value instanceof Map<?, ?> map ? map.size() : ((Collection<?>) value).size();
    }

    private static Constraint range(Range range) {
        return value -> {
            long actual = ((Number) value).longValue();
            if (actual < range.min()) {
                return "Member must have value greater than or equal to " + range.min();
            }
            return actual > range.max() ? "Member must have value less than or equal to " + range.max() : null;
        };
    }

    private static Constraint oneOf(Class<? extends Enum<?>> type) {
        List<String> names =
                Arrays.stream(type.getEnumConstants()).map(Enum::name).toList();
        String inSet = "Member must satisfy enum value set: [" + String.join(", ", names) + "]";
        return value -> {
            if (value instanceof List<?> list) {
                return names.containsAll(list) ? null : "Member must satisfy constraint: [" + inSet + "]";
            }
            return names.contains((String) value) ? null : inSet;
        };
    }
}
