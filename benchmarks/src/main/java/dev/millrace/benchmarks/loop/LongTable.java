package dev.millrace.benchmarks.loop;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values by long key, looked up without boxing: open addressing, linear probing, at most half full. Never changed. */
final class LongTable<V> {
    private final long[] keys;
    private final @Nullable Object[] values;

    LongTable(Map<Long, V> entries) {
        int places = Integer.highestOneBit(Math.max(1, entries.size())) * 4;
        keys = new long[places];
        values = new @Nullable Object[places];
        entries.forEach(this::put);
    }

    private void put(long key, V value) {
        int place = place(key);
        keys[place] = key;
        values[place] = value;
    }

    /** Where the key is, or would be. */
    private int place(long key) {
        int mask = keys.length - 1;
        int place = LongCounts.hash(key) & mask;
        while (values[place] != null && keys[place] != key) {
            place = (place + 1) & mask;
        }
        return place;
    }

    /** Null if there is no such key. */
    @Nullable
    @SuppressWarnings("unchecked") // only Vs are put
    V find(long key) {
        return (V) values[place(key)];
    }
}
