package dev.millrace.spark;

import dev.millrace.MillraceException;
import dev.millrace.connector.Split;
import java.util.HashMap;
import java.util.Map;

/** The partitions of leaves that a task was given to read. */
final class Leaves {
    private final Map<Key, Split<Object>> splits = new HashMap<>();

    private record Key(int leaf, int partition) {}

    void put(int leaf, int partition, Split<Object> split) {
        splits.put(new Key(leaf, partition), split);
    }

    Split<Object> split(int leaf, int partition) {
        Split<Object> split = splits.get(new Key(leaf, partition));
        if (split == null) {
            throw absent(leaf, partition);
        }
        return split;
    }

    /** For a place in a plan whose other partitions alone are read: the split, or one that must not be. */
    Split<Object> splitIfThere(int leaf, int partition) {
        Split<Object> split = splits.get(new Key(leaf, partition));
        return split != null
                ? split
                : out -> {
                    throw absent(leaf, partition);
                };
    }

    private static MillraceException absent(int leaf, int partition) {
        return new MillraceException(
                MillraceException.Kind.INTERNAL,
                "a task reads partition " + partition + " of leaf " + leaf + ", which it was not given");
    }
}
