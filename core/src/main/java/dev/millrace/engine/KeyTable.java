package dev.millrace.engine;

import dev.millrace.HashPartitioner;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Keys in the order in which they came first, each with a value: open addressing over an index of places, at most half
 * full, whose slots carry spare bits of the hash, so that a place is rarely looked at in vain. Keys that are all Long or
 * all Integer, and values that are all Long, Integer or Double, lie unboxed in one array, side by side; the first of
 * another class turns them into objects. Keys and values may be null, as those of a pair. The methods that compare objects are copied into the
 * templates that need them fast: here their call sites are shared by all programs.
 */
final class KeyTable {
    static final int UNKNOWN = 0;
    static final int LONGS = 1;
    static final int INTS = 2;
    static final int DOUBLES = 3;
    static final int OBJECTS = 4;

    private static final int CAPACITY_MIN = 8;
    private static final int CAPACITY_MAX = 1 << 29;
    private static final int[] NO_HASHES = {};
    private static final long[] NO_NUMBERS = {};
    private static final Object[] NO_OBJECTS = {};

    private int keyKind = UNKNOWN;
    private int valueKind = UNKNOWN;
    private int size;
    private int capacity;
    private int[] index;

    /** Unboxed keys at {@code place << shift}, unboxed values {@code shift} behind. */
    private long[] numbers = NO_NUMBERS;

    private int shift;
    private int[] hashes = NO_HASHES;
    private Object[] keys = NO_OBJECTS;
    private Object[] values = NO_OBJECTS;

    KeyTable(int expected) {
        capacity = Math.max(CAPACITY_MIN, Integer.highestOneBit(Math.max(1, Math.min(expected, CAPACITY_MAX)) * 2 - 1));
        index = new int[capacity * 2];
    }

    static int hash(@Nullable Object key) {
        return key == null ? 0 : HashPartitioner.spread(key.hashCode());
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

    boolean hasNumberKeys() {
        return keyKind == LONGS || keyKind == INTS;
    }

    // ---- finding places

    /** The index, for who probes it: a slot holds 0, or hash bits above its mask and, below, a place plus 1. */
    int[] index() {
        return index;
    }

    /** The place of an unboxed key of this table's kind, or -1 - place where it was added just now. */
    int placeOfNumber(long key, int hash) {
        int[] slots = index;
        int mask = slots.length - 1;
        int slot = hash & mask;
        while (true) {
            int found = slots[slot];
            if (found == 0) {
                return -1 - addNumber(key, hash, slot);
            }
            if (((found ^ hash) & ~mask) == 0) {
                int place = (found & mask) - 1;
                if (numbers[place << shift] == key) {
                    return place;
                }
            }
            slot = (slot + 1) & mask;
        }
    }

    /** The place of any key, or -1 - place where it was added just now. */
    int place(Object key, int hash) {
        if (keyKind == LONGS && key instanceof Long number) {
            return placeOfNumber(number, hash);
        }
        if (keyKind == INTS && key instanceof Integer number) {
            return placeOfNumber(number, hash);
        }
        if (keyKind != OBJECTS) {
            become(size > 0 ? OBJECTS : kindOfKey(key), valueKind);
            return place(key, hash);
        }
        int slot = slotOf(key, hash);
        int found = index[slot];
        return found == 0 ? -1 - addObject(key, hash, slot) : placeIn(found);
    }

    /** The place of a key, or -1 if it isn't there. */
    int find(Object key, int hash) {
        if (hasNumberKeys()) {
            boolean same = keyKind == LONGS ? key instanceof Long : key instanceof Integer;
            return same ? findNumber(((Number) key).longValue(), hash) : -1;
        }
        return keyKind == OBJECTS ? placeIn(index[slotOf(key, hash)]) : -1;
    }

    private int placeIn(int found) {
        return (found & (index.length - 1)) - 1;
    }

    private int slotOf(Object key, int hash) {
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

    private int findNumber(long key, int hash) {
        int mask = index.length - 1;
        int slot = hash & mask;
        while (true) {
            int found = index[slot];
            if (found == 0) {
                return -1;
            }
            if (((found ^ hash) & ~mask) == 0 && numbers[((found & mask) - 1) << shift] == key) {
                return (found & mask) - 1;
            }
            slot = (slot + 1) & mask;
        }
    }

    // ---- adding

    private int addNumber(long key, int hash, int slot) {
        int place = size;
        if (place == capacity) {
            grow();
            return addNumber(key, hash, freeSlot(hash));
        }
        index[slot] = (hash & -index.length) | (place + 1);
        numbers[place << shift] = key;
        size = place + 1;
        return place;
    }

    /** Adds an object that isn't there, at the free slot that was found for it. */
    int addObject(Object key, int hash, int slot) {
        int place = size;
        if (place == capacity) {
            grow();
            return addObject(key, hash, freeSlot(hash));
        }
        index[slot] = (hash & -index.length) | (place + 1);
        keys[place] = key;
        hashes[place] = hash;
        size = place + 1;
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
        numbers = numbers.length == 0 ? numbers : Arrays.copyOf(numbers, capacity << shift);
        hashes = hashes.length == 0 ? hashes : Arrays.copyOf(hashes, capacity);
        keys = keys.length == 0 ? keys : Arrays.copyOf(keys, capacity);
        values = values.length == 0 ? values : Arrays.copyOf(values, capacity);
        index = new int[capacity * 2];
        for (int place = 0; place < size; place++) {
            int hash = hashAt(place);
            index[freeSlot(hash)] = (hash & -index.length) | (place + 1);
        }
    }

    // ---- reading and writing places

    int hashAt(int place) {
        return switch (keyKind) {
            case LONGS -> HashPartitioner.spread(Long.hashCode(numberKey(place)));
            case INTS -> HashPartitioner.spread((int) numberKey(place));
            default -> hashes[place];
        };
    }

    long numberKey(int place) {
        return numbers[place << shift];
    }

    Object objectKey(int place) {
        return keys[place];
    }

    Object keyAt(int place) {
        return keyKind == OBJECTS ? keys[place] : boxed(keyKind, numberKey(place));
    }

    long number(int place) {
        return numbers[(place << shift) + shift];
    }

    void setNumber(int place, long value) {
        numbers[(place << shift) + shift] = value;
    }

    Object object(int place) {
        return values[place];
    }

    Object valueAt(int place) {
        return valueKind == OBJECTS ? values[place] : boxed(valueKind, number(place));
    }

    /** Sets a value of any class. */
    void setValue(int place, Object value) {
        int kind = kindOfValue(value);
        if (valueKind == OBJECTS) {
            values[place] = value;
        } else if (valueKind == kind) {
            setNumber(place, unboxed(kind, value));
        } else {
            if (size == 1) {
                valueKind = UNKNOWN; // the only value is the one that is replaced
            }
            become(keyKind, valueKind == UNKNOWN ? kind : OBJECTS);
            setValue(place, value);
        }
    }

    // ---- kinds

    private static int kindOfKey(Object key) {
        return key instanceof Long ? LONGS : key instanceof Integer ? INTS : OBJECTS;
    }

    private static int kindOfValue(Object value) {
        return value instanceof Double ? DOUBLES : kindOfKey(value);
    }

    private static Object boxed(int kind, long number) {
        return switch (kind) {
            case LONGS -> number;
            case INTS -> (int) number;
            default -> Double.longBitsToDouble(number);
        };
    }

    private static long unboxed(int kind, Object value) {
        if (value instanceof Double number) {
            return Double.doubleToRawLongBits(number);
        }
        return kind == LONGS ? (Long) value : (Integer) value;
    }

    /** Keeps keys and values in other kinds of arrays from here on. */
    private void become(int newKeyKind, int newValueKind) {
        Object[] oldKeys = new Object[size];
        Object[] oldValues = new Object[size];
        int[] oldHashes = new int[size];
        for (int place = 0; place < size; place++) {
            oldKeys[place] = keyAt(place);
            oldHashes[place] = hashAt(place);
            oldValues[place] = valueKind == UNKNOWN ? null : valueAt(place);
        }
        boolean wroteValues = valueKind != UNKNOWN;
        keyKind = newKeyKind;
        valueKind = newValueKind;
        boolean numberKeys = hasNumberKeys();
        boolean numberValues = valueKind != UNKNOWN && valueKind != OBJECTS;
        shift = numberKeys && numberValues ? 1 : 0;
        numbers = numberKeys || numberValues ? new long[capacity << shift] : NO_NUMBERS;
        keys = numberKeys ? NO_OBJECTS : new Object[capacity];
        hashes = numberKeys ? NO_HASHES : new int[capacity];
        values = valueKind == OBJECTS ? new Object[capacity] : NO_OBJECTS;
        for (int place = 0; place < size; place++) {
            if (numberKeys) {
                numbers[place << shift] = unboxed(keyKind, oldKeys[place]);
            } else {
                keys[place] = oldKeys[place];
                hashes[place] = oldHashes[place];
            }
            if (wroteValues) {
                if (valueKind == OBJECTS) {
                    values[place] = oldValues[place];
                } else {
                    setNumber(place, unboxed(valueKind, oldValues[place]));
                }
            }
        }
    }

    /** Empties the table and keeps its room and its kinds, unless most of the room went unused. */
    void clear() {
        if (size < capacity / 8 && capacity > 1024) {
            capacity /= 4;
            index = new int[capacity * 2];
            size = 0;
            become(keyKind, valueKind);
            return;
        }
        Arrays.fill(index, 0);
        Arrays.fill(keys, 0, Math.min(size, keys.length), null);
        Arrays.fill(values, 0, Math.min(size, values.length), null);
        size = 0;
    }
}
