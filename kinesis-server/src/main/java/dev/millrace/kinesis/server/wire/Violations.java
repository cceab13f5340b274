package dev.millrace.kinesis.server.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What validation found in one request: all of it, up to ten, in one message, as AWS does. */
final class Violations {
    private static final int REPORTED_MAX = 10;

    private final List<String> found = new ArrayList<>();

    boolean full() {
        return found.size() >= REPORTED_MAX;
    }

    void add(@Nullable Object value, String path, String violation) {
        if (!full()) {
            String shown = value == null ? "null" : "'" + show(value) + "'";
            found.add("Value " + shown + " at '" + path + "' failed to satisfy constraint: " + violation);
        }
    }

    private static String show(Object value) {
        if (value instanceof List<?> list) {
            return list.stream().map(Violations::show).collect(Collectors.joining(", ", "[", "]"));
        }
        if (value instanceof Record) {
            // The client's own data doesn't belong in the message, and AWS shows the identity of an object here.
            return "com.amazonaws.kinesis.v20131202." + value.getClass().getSimpleName() + "@c965e310";
        }
        return value.toString();
    }

    void throwIfAny() {
        if (!found.isEmpty()) {
            String errors = found.size() == 1 ? " validation error detected: " : " validation errors detected: ";
            throw ServiceException.client("ValidationException", found.size() + errors + String.join("; ", found));
        }
    }
}
