package dev.millrace.benchmarks.loop;

import java.util.Arrays;

/** Counts by long key: open addressing, linear probing, at most half full. A count of 0 marks an empty place. */
final class LongCounts {
    private long[] keys = new long[64];
    private long[] counts = new long[64];
    private int size;

    /** A key is found by the upper half of its hash; the lowest bit chooses between tables. */
    static int hash(long key) {
        long product = key * 0x9e3779b97f4a7c15L;
        return (int) (product >>> 32);
    }

    /** Gives the new count. */
    long add(long key, int hash, long count) {
        int mask = keys.length - 1;
        int place = (hash >>> 1) & mask;
        while (counts[place] != 0) {
            if (keys[place] == key) {
                counts[place] += count;
                return counts[place];
            }
            place = (place + 1) & mask;
        }
        keys[place] = key;
        counts[place] = count;
        if (++size > keys.length / 2) {
            grow();
        }
        return count;
    }

    void addAll(LongCounts other) {
        other.forEach((key, count) -> add(key, hash(key), count));
    }

    void forEach(Visitor visitor) {
        for (int place = 0; place < keys.length; place++) {
            if (counts[place] != 0) {
                visitor.visit(keys[place], counts[place]);
            }
        }
    }

    /** Empties the table for the next batch and keeps its room. */
    void clear() {
        Arrays.fill(counts, 0);
        size = 0;
    }

    private void grow() {
        long[] oldKeys = keys;
        long[] oldCounts = counts;
        keys = new long[oldKeys.length * 2];
        counts = new long[oldKeys.length * 2];
        size = 0;
        for (int place = 0; place < oldKeys.length; place++) {
            if (oldCounts[place] != 0) {
                add(oldKeys[place], hash(oldKeys[place]), oldCounts[place]);
            }
        }
    }

    interface Visitor {
        void visit(long key, long count);
    }
}
