package dev.millrace.engine;

import dev.millrace.HashPartitioner;
import java.util.Arrays;

/**
 * Keys that are all Long, or all Integer, each with a number, both unboxed and side by side: open addressing, at most half
 * full. A key's home follows from the upper bits of its hash, so that the table lies in the order of hashes but for who
 * had to move on; once {@link #sort sorted} its order depends on nothing but the keys, the keys of a target partition lie
 * together, and tables are merged by reading them side by side. A place is where a key lies, until one is added.
 */
final class NumberTable {
    /** Marks a free place. This one number can't be a key here. */
    static final long FREE = 0x8bb8_4b93_962e_acc9L;

    private static final int SLOTS_MIN = 256;
    private static final int SLOTS_MAX = 1 << 28;

    /** At most so much room behind the last home for keys that had to move on. */
    private static final int TAIL_SLOTS_MAX = 64;

    private static final long[] NOTHING = {};

    private int keyKind = Kind.UNKNOWN;
    private int valueKind = Kind.UNKNOWN;
    private int size;
    private int slots;
    private int shift;
    private long[] cells = NOTHING;

    static int hash(int keyKind, long key) {
        return HashPartitioner.spread(keyKind == Kind.LONGS ? Long.hashCode(key) : (int) key);
    }

    int size() {
        return size;
    }

    int keyKind() {
        return keyKind;
    }

    int valueKind() {
        return valueKind;
    }

    boolean isLike(NumberTable other) {
        return keyKind == other.keyKind && valueKind == other.valueKind;
    }

    /** What an empty table is for from here on: numbers, which is still unknown, or nothing at all. */
    void setKinds(int keys, int values) {
        keyKind = keys;
        valueKind = values;
        if (keys == Kind.OBJECTS) {
            cells = NOTHING;
        } else if (cells.length == 0) {
            cells = allocate(SLOTS_MIN);
        }
    }

    // ---- finding and adding

    /** Where the table lies, until a key is added: each place has a key and, behind it, a value. */
    long[] cells() {
        return cells;
    }

    /** The place where a key is looked for first. */
    int home(int hash) {
        return (hash >>> shift) << 1;
    }

    /** The place of a key other than {@link #FREE}, or -1 - the place where it would lie. */
    int find(long key, int hash) {
        long[] at = cells;
        int place = home(hash);
        while (true) {
            long there = at[place];
            if (there == key) {
                return place;
            }
            if (there == FREE) {
                return -1 - place;
            }
            place += 2;
        }
    }

    /** Adds a key that isn't there, at the place that was found for it. */
    void add(long key, int place, long value) {
        cells[place] = key;
        cells[place + 1] = value;
        size++;
        // the last place of the tail stays free, so that every search ends
        if (size > slots / 2 || place >= cells.length - 4) {
            grow();
        }
    }

    private void grow() {
        if (slots == SLOTS_MAX) {
            throw new IllegalStateException("more than " + SLOTS_MAX / 2 + " keys in one partition");
        }
        long[] old = cells;
        cells = allocate(slots * 2);
        size = 0;
        for (int from = 0; from < old.length; from += 2) {
            long key = old[from];
            if (key != FREE) {
                add(key, -1 - find(key, hash(keyKind, key)), old[from + 1]);
            }
        }
    }

    private long[] allocate(int newSlots) {
        slots = newSlots;
        shift = Integer.numberOfLeadingZeros(newSlots) + 1;
        long[] empty = new long[(newSlots + Math.min(newSlots / 4, TAIL_SLOTS_MAX)) * 2];
        Arrays.fill(empty, FREE);
        return empty;
    }

    // ---- reading and writing places

    long key(int place) {
        return cells[place];
    }

    long value(int place) {
        return cells[place + 1];
    }

    void setValue(int place, long value) {
        cells[place + 1] = value;
    }

    // ---- in the order of hashes

    /** Puts the keys in the order of their hashes, as unsigned numbers, and equal ones in the order of keys. */
    void sort() {
        long[] sorted = cells;
        for (int place = 2; place < sorted.length; place += 2) {
            long key = sorted[place];
            if (key != FREE && sorted[place - 2] != FREE && comesBefore(key, sorted[place - 2])) {
                moveForward(place);
            }
        }
    }

    private void moveForward(int from) {
        long key = cells[from];
        long value = cells[from + 1];
        int place = from;
        while (place > 0 && cells[place - 2] != FREE && comesBefore(key, cells[place - 2])) {
            cells[place] = cells[place - 2];
            cells[place + 1] = cells[place - 1];
            place -= 2;
        }
        cells[place] = key;
        cells[place + 1] = value;
    }

    private boolean comesBefore(long key, long other) {
        int order = Integer.compareUnsigned(hash(keyKind, key), hash(keyKind, other));
        return order < 0 || (order == 0 && key < other);
    }

    /** The place of the first key of a sorted table from {@code place} on, or -1 if there is none. */
    int next(int place) {
        for (int at = place; at < cells.length; at += 2) {
            if (cells[at] != FREE) {
                return at;
            }
        }
        return -1;
    }

    /** The place of the first key of a sorted table whose hash isn't below this one, or -1 if there is none. */
    int first(int hash) {
        int place = next((hash >>> shift) << 1);
        while (place >= 0 && Integer.compareUnsigned(hash(keyKind, cells[place]), hash) < 0) {
            place = next(place + 2);
        }
        return place;
    }

    /** Empties the table and keeps its room, unless most of that went unused, and its kinds as a guess for what comes. */
    void clear() {
        if (size < slots / 16 && slots > 1024) {
            cells = allocate(slots / 4);
        } else {
            Arrays.fill(cells, FREE);
        }
        size = 0;
    }
}
