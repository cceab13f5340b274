package dev.millrace.state;

import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Entries whose keys are all of class Long, or all of class Integer: kept as numbers, they take a third of what objects do, and
 * looking at one is no way through memory of its own. A key is boxed anew for whoever asks for it.
 */
final class NumberEntries extends KeyEntries {
    private long[] keys = {};
    private @Nullable Object[] values = {};

    /** The places that are gaps; null while there has been none. */
    private @Nullable BitSet gaps;

    /** Decided by the first key. */
    private boolean areIntegers;

    @Override
    Object key(int place) {
        long key = keys[place];
        if (areIntegers) {
            return (int) key;
        }
        return key;
    }

    @Override
    @Nullable
    Object value(int place) {
        return values[place];
    }

    @Override
    int readEntry(int place) {
        return (int) keys[place] + (values[place] == null ? 0 : 1);
    }

    @Override
    int readObjects(int place) {
        return Lookahead.partOf(values[place]);
    }

    @Override
    void setValue(int place, @Nullable Object value) {
        values[place] = value;
    }

    @Override
    boolean canHold(@Nullable Object key) {
        if (places() == 0) {
            return key instanceof Long || key instanceof Integer;
        }
        return areIntegers ? key instanceof Integer : key instanceof Long;
    }

    @Override
    KeyEntries copy(int size) {
        NumberEntries copy = new NumberEntries();
        copy.setCapacity(size);
        copy.areIntegers = areIntegers;
        int next = 0;
        for (int place = 0; place < places(); place++) {
            Object value = values[place];
            if (value != null) {
                copy.keys[next] = keys[place];
                copy.values[next++] = value;
            }
        }
        copy.copied(size);
        return copy;
    }

    @Override
    boolean isKey(int place, @Nullable Object key) {
        if (key instanceof Long number) {
            return keys[place] == number && !areIntegers;
        }
        return key instanceof Integer number && keys[place] == number && areIntegers;
    }

    @Override
    boolean isGap(int place) {
        return gaps != null && gaps.get(place);
    }

    @Override
    void putKey(int place, @Nullable Object key) {
        if (key instanceof Integer number) {
            areIntegers = true;
            keys[place] = number;
        } else if (key instanceof Long number) {
            areIntegers = false;
            keys[place] = number;
        } else {
            throw new IllegalArgumentException("no number: " + key);
        }
    }

    @Override
    void clear(int place, boolean asGap) {
        values[place] = null;
        BitSet known = gaps;
        if (asGap) {
            known = known == null ? new BitSet() : known;
            known.set(place);
        } else if (known != null) {
            known.clear(place);
        }
        gaps = known;
    }

    @Override
    void move(int from, int to) {
        keys[to] = keys[from];
        values[to] = values[from];
        if (gaps != null) {
            gaps.clear(to);
        }
    }

    @Override
    void setCapacity(int capacity) {
        keys = Arrays.copyOf(keys, capacity);
        values = Arrays.copyOf(values, capacity);
    }
}
