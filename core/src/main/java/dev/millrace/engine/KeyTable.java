package dev.millrace.engine;

import dev.millrace.HashPartitioner;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Keys in the order in which they came first, each with a value: open addressing over an index of places, at most half
 * full, whose slots carry spare bits of the hash, so that a place is rarely looked at in vain. Values that are all Long,
 * Integer or Double lie unboxed; the first of another class turns them into objects. Keys and values may be null, as
 * those of a pair. What compares keys is copied into the templates that need it fast: here its call sites are shared by
 * all programs.
 */
final class KeyTable {
    private static final int CAPACITY_MIN = 8;
    private static final int CAPACITY_MAX = 1 << 29;
    private static final long[] NO_NUMBERS = {};
    private static final Object[] NO_OBJECTS = {};

    private int valueKind = Kind.UNKNOWN;
    private int size;
    private int capacity;

    /** A slot holds 0, or hash bits above its mask and, below, a place plus 1. */
    private int[] index;

    private int[] hashes;
    private Object[] keys;
    private long[] numbers = NO_NUMBERS;
    private Object[] values = NO_OBJECTS;

    KeyTable() {
        capacity = CAPACITY_MIN;
        index = new int[capacity * 2];
        hashes = new int[capacity];
        keys = new Object[capacity];
    }

    static int hash(@Nullable Object key) {
        return key == null ? 0 : HashPartitioner.spread(key.hashCode());
    }

    int size() {
        return size;
    }

    int valueKind() {
        return valueKind;
    }

    // ---- finding and adding

    /** The index, for who probes it. */
    int[] index() {
        return index;
    }

    /** The place of a key, or -1 - place where it was added just now. */
    int place(@Nullable Object key, int hash) {
        int slot = slotOf(key, hash);
        int found = index[slot];
        return found == 0 ? -1 - add(key, hash, slot) : placeIn(found);
    }

    /** The place of a key, or -1 if it isn't there. */
    int find(@Nullable Object key, int hash) {
        return placeIn(index[slotOf(key, hash)]);
    }

    private int placeIn(int found) {
        return (found & (index.length - 1)) - 1;
    }

    private int slotOf(@Nullable Object key, int hash) {
        int mask = index.length - 1;
        int slot = hash & mask;
        while (true) {
            int found = index[slot];
            if (found == 0) {
                return slot;
            }
            if (((found ^ hash) & ~mask) == 0) {
                Object there = keys[(found & mask) - 1];
                if (there == key || (there != null && there.equals(key))) {
                    return slot;
                }
            }
            slot = (slot + 1) & mask;
        }
    }

    /** Adds a key that isn't there, at the free slot that was found for it. */
    @SuppressWarnings("NullAway") // the key of a pair may be null
    int add(@Nullable Object key, int hash, int slot) {
        Pairs.checkKey(key);
        int free = slot;
        if (size == capacity) {
            grow();
            free = freeSlot(hash);
        }
        int place = size++;
        index[free] = (hash & -index.length) | (place + 1);
        keys[place] = key;
        hashes[place] = hash;
        return place;
    }

    private int freeSlot(int hash) {
        int mask = index.length - 1;
        int slot = hash & mask;
        while (index[slot] != 0) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void grow() {
        if (capacity == CAPACITY_MAX) {
            throw new IllegalStateException("more than " + CAPACITY_MAX + " keys in one partition");
        }
        capacity *= 2;
        hashes = Arrays.copyOf(hashes, capacity);
        keys = Arrays.copyOf(keys, capacity);
        values = values.length == 0 ? values : Arrays.copyOf(values, capacity);
        numbers = numbers.length == 0 ? numbers : Arrays.copyOf(numbers, capacity);
        index = new int[capacity * 2];
        for (int place = 0; place < size; place++) {
            index[freeSlot(hashes[place])] = (hashes[place] & -index.length) | (place + 1);
        }
    }

    // ---- reading and writing places

    int hashAt(int place) {
        return hashes[place];
    }

    Object keyAt(int place) {
        return keys[place];
    }

    long number(int place) {
        return numbers[place];
    }

    void setNumber(int place, long value) {
        numbers[place] = value;
    }

    Object object(int place) {
        return values[place];
    }

    Object valueAt(int place) {
        return valueKind == Kind.OBJECTS ? values[place] : Kind.boxed(valueKind, numbers[place]);
    }

    /** Sets a value of any class. */
    void setValue(int place, Object value) {
        int kind = Kind.of(value);
        if (valueKind != kind && valueKind != Kind.OBJECTS) {
            become(valueKind == Kind.UNKNOWN || size == 1 ? kind : Kind.OBJECTS);
        }
        if (valueKind == Kind.OBJECTS) {
            values[place] = value;
        } else {
            numbers[place] = Kind.unboxed(value);
        }
    }

    /** Keeps values in another kind of array from here on; the only value of all is about to be replaced. */
    private void become(int kind) {
        if (kind == Kind.OBJECTS) {
            values = new Object[capacity];
            for (int place = 0; place < size && valueKind != Kind.UNKNOWN; place++) {
                values[place] = Kind.boxed(valueKind, numbers[place]);
            }
            numbers = NO_NUMBERS;
        } else {
            numbers = new long[capacity];
        }
        valueKind = kind;
    }

    /** Empties the table and keeps its room and its kind, unless most of the room went unused. */
    void clear() {
        if (size < capacity / 8 && capacity > 1024) {
            capacity /= 4;
            index = new int[capacity * 2];
            hashes = new int[capacity];
            keys = new Object[capacity];
            numbers = numbers.length == 0 ? numbers : new long[capacity];
            values = values.length == 0 ? values : new Object[capacity];
        } else {
            Arrays.fill(index, 0);
            Arrays.fill(keys, 0, size, null);
            Arrays.fill(values, 0, Math.min(size, values.length), null);
        }
        size = 0;
    }
}
