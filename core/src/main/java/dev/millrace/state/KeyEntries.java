package dev.millrace.state;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Keys and their values in the order in which the keys came: entries, whose places are their numbers, and an open-addressing
 * index of the places. How an entry is kept is up to the subclass. What is freed leaves a gap without a value, until
 * {@link #pack}. One thread at a time.
 */
abstract sealed class KeyEntries permits ObjectEntries, NumberEntries {
    private static final int CAPACITY_MIN = 8;
    private static final int CAPACITY_MAX = 1 << 29;
    private static final int[] NO_INDEX = new int[1];

    /**
     * Twice as long as there is room for entries. A slot holds 0, or a place plus 1 and, in the bits that no place needs,
     * those of the key's hash, so that a key is rarely looked at in vain.
     */
    private int[] index = NO_INDEX;

    private int[] hashes = {};
    private int places;

    /** Something of all that was only fetched, so that no compiler takes the reading for useless. */
    @SuppressWarnings("UnusedVariable") // that is all it is for
    private int read;

    /** Whoever looks for a key mostly does it again. */
    private @Nullable Object lastKey;

    private int lastPlace;

    /** The number of entries, gaps included. */
    final int places() {
        return places;
    }

    @Nullable
    abstract Object key(int place);

    /** Null in a gap, and where the owner says so. */
    @Nullable
    abstract Object value(int place);

    abstract void setValue(int place, @Nullable Object value);

    /** Whether such a key can be added. */
    abstract boolean canHold(@Nullable Object key);

    /** The values with their keys, in order, which later changes leave alone. It has no index: nothing can be found in it. */
    abstract KeyEntries copy(int size);

    abstract boolean isKey(int place, @Nullable Object key);

    abstract boolean isGap(int place);

    abstract void putKey(int place, @Nullable Object key);

    /** The place has neither key nor value any more: as a gap, or because it is behind the last one. */
    abstract void clear(int place, boolean asGap);

    abstract void move(int from, int to);

    abstract void setCapacity(int capacity);

    /** What stands where a key with this hash is looked for first. */
    final int slot(int hash) {
        int[] slots = index;
        return slots[hash & (slots.length - 1)];
    }

    /** The place in a slot, -1 if there is none. */
    final int placeIn(int slot) {
        return (slot & (index.length - 1)) - 1;
    }

    /** Has some entries and their objects fetched into the processor's caches: all at once, not one after the other. */
    final void fetch(int[] ofPlaces, int from, int until) {
        int sum = 0;
        for (int i = from; i < until; i++) {
            sum += readEntry(ofPlaces[i]);
        }
        for (int i = from; i < until; i++) {
            sum += readObjects(ofPlaces[i]);
        }
        read += sum;
    }

    /** The same with the states in a range of places that are made of much. */
    final void fetchIncremental(int from, int until) {
        int sum = 0;
        for (int place = from; place < until; place++) {
            if (value(place) instanceof Incremental state) {
                sum += state.fetch();
            }
        }
        read += sum;
    }

    /** Reads an entry, but none of the objects that it leads to. Something of what was read. */
    abstract int readEntry(int place);

    /** Reads the objects that an entry leads to. Something of what was read. */
    abstract int readObjects(int place);

    /** The place of a key, -1 if it isn't there. */
    final int find(@Nullable Object key, int hash) {
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
                if (isKey(place, key)) {
                    lastKey = key;
                    lastPlace = place;
                    return place;
                }
            }
            slot = (slot + 1) & mask;
        }
    }

    /** Adds a key that isn't there, without a value, behind all others. */
    final int add(@Nullable Object key, int hash) {
        if (places == hashes.length) {
            resize(places + 1);
        }
        int place = places++;
        putKey(place, key);
        hashes[place] = hash;
        enter(place);
        return place;
    }

    /** Takes over the places of others, whose entries were taken over already. */
    final void takePlaces(KeyEntries other) {
        index = other.index;
        hashes = other.hashes;
        places = other.places;
    }

    /** It holds so many entries, all of which were put in already. */
    final void copied(int size) {
        places = size;
    }

    final int capacity() {
        return hashes.length;
    }

    /** Makes room for so many more entries. */
    final void expect(int more) {
        int wanted = (int) Math.min(CAPACITY_MAX, (long) places + more);
        if (wanted > hashes.length) {
            resize(wanted);
        }
    }

    /** Takes a key out. Its entry stays as a gap; the last one is gone. */
    final void free(int place) {
        leave(place);
        lastKey = null;
        boolean isLast = place == places - 1;
        clear(place, !isLast);
        if (isLast) {
            places = place;
        }
    }

    /** Closes the gaps. Places change, their order doesn't. */
    final void pack() {
        int next = 0;
        for (int place = 0; place < places; place++) {
            if (!isGap(place)) {
                move(place, next);
                hashes[next++] = hashes[place];
            }
        }
        for (int place = next; place < places; place++) {
            clear(place, false);
        }
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
        setCapacity(capacity);
        hashes = Arrays.copyOf(hashes, capacity);
        index = new int[2 * capacity];
        for (int place = 0; place < places; place++) {
            if (!isGap(place)) {
                enter(place);
            }
        }
    }
}
