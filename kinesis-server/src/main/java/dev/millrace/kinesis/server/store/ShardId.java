package dev.millrace.kinesis.server.store;

import org.jspecify.annotations.Nullable;

/** The text form of a shard's index. */
public final class ShardId {
    private ShardId() {}

    /** {@code shardId-000000000007} for 7. */
    public static String format(int index) {
        String digits = Integer.toString(index);
        return "shardId-000000000000".substring(0, 20 - digits.length()) + digits;
    }

    /** The index in an id; any prefix, or none, and any number of zeros will do, as with AWS. Null if there is no index in it. */
    public static @Nullable Integer parse(String id) {
        int dash = id.indexOf('-');
        int end = dash < 0 ? -1 : id.indexOf('-', dash + 1);
        String digits = dash < 0 ? id : end < 0 ? id.substring(dash + 1) : id.substring(dash + 1, end);
        if (digits.isEmpty() || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return null;
        }
        try {
            return Integer.valueOf(digits);
        } catch (NumberFormatException tooLarge) {
            return null;
        }
    }
}
