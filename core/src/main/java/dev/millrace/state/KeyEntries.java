package dev.millrace.state;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Keys and their values in the order in which the keys came: an array of entries, whose places are their numbers, and an
 * open-addressing index of the places. What is freed leaves a gap without a value, until {@link #pack}. One thread at a time.
 */
final class KeyEntries {
    private static final int CAPACITY_MIN = 8;
    private static final int CAPACITY_MAX = 1 << 29;
    private static final int[] NO_INDEX = new int[1];

    /** In place of the key of an entry that is in the index no more. */
    private static final Object GAP = new Object();

    /**
     * Twice as long as there is room for entries. A slot holds 0, or a place plus 1 and, in the bits that no place needs,
     * those of the key's hash, so that a key is rarely looked at in vain.
     */
    private int[] index = NO_INDEX;

    /** Key and value in turn: who needs one needs the other. */
    private @Nullable Object[] entries = {};

    private int[] hashes = {};
    private int places;

    /** Whoever looks for a key mostly does it again. */
    private @Nullable Object lastKey;

    private int lastPlace;

    /** The number of entries, gaps included. */
    int places() {
        return places;
    }

    @Nullable
    Object key(int place) {
        return entries[2 * place];
    }

    /** Null in a gap, and where the owner says so. */
    @Nullable
    Object value(int place) {
        return entries[2 * place + 1];
    }

    void setValue(int place, @Nullable Object value) {
        entries[2 * place + 1] = value;
    }

    /** The place of a key, -1 if it isn't there. */
    int find(@Nullable Object key, int hash) {
        if (key != null && key == lastKey) {
            return lastPlace;
        }
        int[] slots = index;
        int mask = slots.length - 1;
        int slot = hash & mask;
        while (true) {
            int found = slots[slot];
            if (found == 0) {
                return -1;
            }
            if (((found ^ hash) & ~mask) == 0) {
                int place = (found & mask) - 1;
                Object there = entries[2 * place];
                if (there == key || (there != null && there.equals(key))) {
                    lastKey = key;
                    lastPlace = place;
                    return place;
                }
            }
            slot = (slot + 1) & mask;
        }
    }

    /** Adds a key that isn't there, without a value, behind all others. */
    int add(@Nullable Object key, int hash) {
        if (places == hashes.length) {
            resize(places + 1);
        }
        int place = places++;
        entries[2 * place] = key;
        hashes[place] = hash;
        enter(place);
        return place;
    }

    /** Makes room for so many more entries. */
    void expect(int more) {
        int wanted = (int) Math.min(CAPACITY_MAX, (long) places + more);
        if (wanted > hashes.length) {
            resize(wanted);
        }
    }

    /** Takes a key out. Its entry stays as a gap; the last one is gone. */
    void free(int place) {
        leave(place);
        lastKey = null;
        entries[2 * place] = GAP;
        entries[2 * place + 1] = null;
        if (place == places - 1) {
            entries[2 * place] = null;
            places = place;
        }
    }

    /** Closes the gaps. Places change, their order doesn't. */
    void pack() {
        int next = 0;
        for (int place = 0; place < places; place++) {
            if (entries[2 * place] != GAP) {
                entries[2 * next] = entries[2 * place];
                entries[2 * next + 1] = entries[2 * place + 1];
                hashes[next++] = hashes[place];
            }
        }
        Arrays.fill(entries, 2 * next, 2 * places, null);
        places = next;
        lastKey = null;
        resize(next);
    }

    private void enter(int place) {
        int mask = index.length - 1;
        int slot = hashes[place] & mask;
        while (index[slot] != 0) {
            slot = (slot + 1) & mask;
        }
        index[slot] = (hashes[place] & ~mask) | (place + 1);
    }

    /** Takes a place out of the index and closes the hole: slots behind it that it kept from theirs move up. */
    private void leave(int place) {
        int mask = index.length - 1;
        int hole = hashes[place] & mask;
        while ((index[hole] & mask) != place + 1) {
            hole = (hole + 1) & mask;
        }
        for (int next = (hole + 1) & mask; index[next] != 0; next = (next + 1) & mask) {
            int wanted = hashes[(index[next] & mask) - 1] & mask;
            if (((next - wanted) & mask) >= ((next - hole) & mask)) {
                index[hole] = index[next];
                hole = next;
            }
        }
        index[hole] = 0;
    }

    private void resize(int wanted) {
        if (wanted > CAPACITY_MAX) {
            throw new IllegalStateException("more than " + CAPACITY_MAX + " keys in one key group");
        }
        int capacity = Math.max(CAPACITY_MIN, Integer.highestOneBit(Math.max(1, wanted - 1)) * 2);
        entries = Arrays.copyOf(entries, 2 * capacity);
        hashes = Arrays.copyOf(hashes, capacity);
        index = new int[2 * capacity];
        for (int place = 0; place < places; place++) {
            if (entries[2 * place] != GAP) {
                enter(place);
            }
        }
    }
}
