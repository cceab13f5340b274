package dev.millrace.engine;

import dev.millrace.HashPartitioner;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Keys in the order in which they came first, each with a value: open addressing over an index, the spread hash beside
 * the key so that growing doesn't ask the key again and a miss doesn't touch it. A null key is a key.
 */
final class KeyTable {
    private static final int FREE = 0;

    private int[] index;
    private int[] hashes;

    @Nullable
    Object[] keys;

    @Nullable
    Object[] values;

    int size;

    KeyTable(int expected) {
        int slots = Integer.highestOneBit(Math.max(8, expected) * 2 - 1) * 2;
        index = new int[slots];
        hashes = new int[slots / 2];
        keys = new Object[slots / 2];
        values = new Object[slots / 2];
    }

    static int hash(@Nullable Object key) {
        return key == null ? 0 : HashPartitioner.spread(key.hashCode());
    }

    /** The place of a key, or -1 - place where it was added just now, with a null value. */
    int place(@Nullable Object key, int hash) {
        int mask = index.length - 1;
        int slot = hash & mask;
        while (true) {
            int found = index[slot];
            if (found == FREE) {
                return -1 - add(key, hash, slot);
            }
            if (hashes[found - 1] == hash) {
                Object there = keys[found - 1];
                if (there == key || (there != null && there.equals(key))) {
                    return found - 1;
                }
            }
            slot = (slot + 1) & mask;
        }
    }

    /** The place of a key, or -1 if it isn't there. */
    int find(@Nullable Object key, int hash) {
        int mask = index.length - 1;
        int slot = hash & mask;
        while (true) {
            int found = index[slot];
            if (found == FREE) {
                return -1;
            }
            if (hashes[found - 1] == hash) {
                Object there = keys[found - 1];
                if (there == key || (there != null && there.equals(key))) {
                    return found - 1;
                }
            }
            slot = (slot + 1) & mask;
        }
    }

    int hashAt(int place) {
        return hashes[place];
    }

    private int add(@Nullable Object key, int hash, int slot) {
        int place = size;
        if (place == keys.length) {
            grow();
            return add(key, hash, freeSlot(hash));
        }
        index[slot] = place + 1;
        hashes[place] = hash;
        keys[place] = key;
        size = place + 1;
        return place;
    }

    private int freeSlot(int hash) {
        int mask = index.length - 1;
        int slot = hash & mask;
        while (index[slot] != FREE) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void grow() {
        int capacity = keys.length * 2;
        hashes = Arrays.copyOf(hashes, capacity);
        keys = Arrays.copyOf(keys, capacity);
        values = Arrays.copyOf(values, capacity);
        index = new int[capacity * 2];
        for (int place = 0; place < size; place++) {
            index[freeSlot(hashes[place])] = place + 1;
        }
    }
}
