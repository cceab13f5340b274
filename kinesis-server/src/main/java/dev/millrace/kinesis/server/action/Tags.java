package dev.millrace.kinesis.server.action;

import dev.millrace.kinesis.server.wire.ServiceException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The rules for the tags of a resource: at most 50, keys and values of certain characters and lengths. */
final class Tags {
    private static final int TAGS_MAX = 50;
    private static final int KEY_LENGTH_MAX = 128;
    private static final int VALUE_LENGTH_MAX = 256;
    private static final Pattern ALLOWED = Pattern.compile("[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@%]*");

    /** A tag as replies show it. */
    record View(String key, String value) {}

    private Tags() {}

    /** The tags afterwards, by key. */
    static Map<String, String> merge(Map<String, String> present, @Nullable Map<String, String> added) {
        if (added == null) {
            return present;
        }
        added.forEach(Tags::check);
        Map<String, String> merged = new TreeMap<>(present);
        merged.putAll(added);
        if (merged.size() > TAGS_MAX) {
            throw ServiceException.invalidArgument("Failed to add tags to resource: it would have " + merged.size()
                    + " tags, while the limit is " + TAGS_MAX + ".");
        }
        return Map.copyOf(merged);
    }

    /** By key. */
    static List<View> list(Map<String, String> tags) {
        return new TreeMap<>(tags)
                .entrySet().stream()
                        .map(tag -> new View(tag.getKey(), tag.getValue()))
                        .toList();
    }

    static Map<String, String> without(Map<String, String> present, Collection<String> keys) {
        keys.forEach(key -> check(key, ""));
        Map<String, String> left = new TreeMap<>(present);
        left.keySet().removeAll(keys);
        return Map.copyOf(left);
    }

    private static void check(String key, String value) {
        if (key.isEmpty() || key.length() > KEY_LENGTH_MAX || value.length() > VALUE_LENGTH_MAX) {
            throw ServiceException.client(
                    "ValidationException",
                    "1 validation error detected: Value '{" + key + "=" + value
                            + "}' at 'tags' failed to satisfy constraint: Map keys must have length from 1 to "
                            + KEY_LENGTH_MAX + " and map values length up to " + VALUE_LENGTH_MAX);
        }
        if (!ALLOWED.matcher(key).matches() || !ALLOWED.matcher(value).matches()) {
            throw ServiceException.invalidArgument("Some tags contain invalid characters. Valid characters: "
                    + "Unicode letters, digits, white space, _ . / = + - % @.");
        }
        if (key.startsWith("aws:")) {
            throw ServiceException.invalidArgument("Tag keys that begin with aws: are reserved: " + key);
        }
    }
}
