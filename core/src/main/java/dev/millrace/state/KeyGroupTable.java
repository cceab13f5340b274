package dev.millrace.state;

import dev.millrace.serde.Serdes;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The state of one key group, changed in place, in the order in which its keys came: arrays of entries and an index of
 * their places. The places of the keys that the batch under way touched are kept with the values they had, which is both
 * what an abort undoes and what the delta holds. An entry never moves during a batch: one without a value was removed in it,
 * or before and waits for the next packing. One thread at a time.
 */
final class KeyGroupTable {
    private static final int CAPACITY_MIN = 8;
    private static final int CAPACITY_MAX = 1 << 29;
    private static final int UNDO_KEPT_MAX = 1_024;
    private static final int[] NO_INDEX = new int[1];
    private static final int[] NO_INTS = {};
    private static final @Nullable Object[] NO_OBJECTS = {};

    private final Serdes serdes;

    /**
     * Twice as long as the entries. A slot holds 0, or a place plus 1 and, in the bits that no place needs, those of the
     * key's hash, so that a key is rarely looked at in vain.
     */
    private int[] index = NO_INDEX;

    private @Nullable Object[] keys = NO_OBJECTS;
    private @Nullable Object[] values = NO_OBJECTS;
    private int[] hashes = NO_INTS;
    private boolean[] touched = {};
    private int places;
    private int size;

    private int[] undoPlaces = NO_INTS;
    private @Nullable Object[] undoValues = NO_OBJECTS;
    private int undone;

    /** Whoever reads a key's state mostly writes it next. */
    private @Nullable Object lastKey;

    private int lastPlace;

    KeyGroupTable(Serdes serdes) {
        this.serdes = serdes;
    }

    /** How many keys have state. */
    int size() {
        return size;
    }

    /** How many entries are in use: those of removed keys too, until they are packed. */
    int places() {
        return places;
    }

    int touchedKeys() {
        return undone;
    }

    /** The state of a key, null if it has none. What can be changed in place counts as touched from here on. */
    @Nullable
    Object get(@Nullable Object key, int hash) {
        int place = find(key, hash);
        if (place < 0) {
            return null;
        }
        Object value = values[place];
        if (value != null && !touched[place] && !serdes.isImmutable(value)) {
            touch(place, value);
        }
        return value;
    }

    void put(@Nullable Object key, int hash, Object value) {
        int place = find(key, hash);
        if (place < 0) {
            place = insert(key, hash);
        }
        set(place, value);
    }

    void remove(@Nullable Object key, int hash) {
        int place = find(key, hash);
        if (place >= 0 && values[place] != null) {
            set(place, null);
        }
    }

    /** Visits the keys that have state, in order; see {@link KeyedState#visitAll}. */
    void visitAll(KeyedState.Visitor<@Nullable Object, Object> visitor) throws Exception {
        for (int place = 0; place < places; place++) {
            Object value = values[place];
            if (value != null) {
                set(place, visitor.visit(keys[place], value));
            }
        }
    }

    /** Null removes. What is known to be the same as before is no change. */
    private void set(int place, @Nullable Object value) {
        Object old = values[place];
        if (!touched[place]) {
            if (old != null && serdes.isSame(old, value)) {
                return;
            }
            touch(place, old);
        }
        size += (value == null ? 0 : 1) - (old == null ? 0 : 1);
        values[place] = value;
    }

    private void touch(int place, @Nullable Object old) {
        touched[place] = true;
        if (undone == undoPlaces.length) {
            int room = Math.max(4, 2 * undone);
            undoPlaces = Arrays.copyOf(undoPlaces, room);
            undoValues = Arrays.copyOf(undoValues, room);
        }
        undoPlaces[undone] = place;
        undoValues[undone++] = old;
    }

    /** What is called for each entry. */
    @FunctionalInterface
    interface Entries {
        void entry(@Nullable Object key, @Nullable Object value);
    }

    /**
     * The touched keys in the order of their first touch, with what they have now, null where they were removed. New keys
     * stand in the order of their entries, so that whoever loads this into a copy gives them the same order.
     */
    void forEachTouched(Entries entries) {
        for (int i = 0; i < undone; i++) {
            int place = undoPlaces[i];
            entries.entry(keys[place], values[place]);
        }
    }

    /** Whether {@link #undo} brings back what was: not where a function may have changed a value in place. */
    boolean canUndo() {
        for (int i = 0; i < undone; i++) {
            if (!serdes.isImmutable(undoValues[i])) {
                return false;
            }
        }
        return true;
    }

    void undo() {
        for (int i = undone - 1; i >= 0; i--) {
            int place = undoPlaces[i];
            Object old = undoValues[i];
            touched[place] = false;
            size += (old == null ? 0 : 1) - (values[place] == null ? 0 : 1);
            values[place] = old;
            if (old == null) {
                // Added by this batch, so it is the last entry: those behind it were added later and are gone.
                free(place);
                places = place;
            }
        }
        forget();
    }

    void commit() {
        for (int i = 0; i < undone; i++) {
            int place = undoPlaces[i];
            touched[place] = false;
            if (values[place] == null) {
                free(place);
            }
        }
        forget();
        packIfWorthwhile();
    }

    private void forget() {
        if (undone > UNDO_KEPT_MAX) {
            undoPlaces = NO_INTS;
            undoValues = NO_OBJECTS;
        } else {
            Arrays.fill(undoValues, 0, undone, null);
        }
        undone = 0;
        lastKey = null;
    }

    // ---- entries that belong to no batch

    /** Makes room for so many more keys. */
    void expect(int more) {
        int wanted = (int) Math.min(CAPACITY_MAX, (long) places + more);
        if (wanted > keys.length) {
            resize(capacityFor(wanted));
        }
    }

    /** Puts a value that was stored, which has no undo. Null removes. */
    void load(@Nullable Object key, int hash, @Nullable Object value) {
        int place = find(key, hash);
        if (value == null) {
            if (place >= 0) {
                values[place] = null;
                size--;
                free(place);
                lastKey = null;
                packIfWorthwhile();
            }
            return;
        }
        if (place < 0) {
            place = insert(key, hash);
            size++;
        }
        values[place] = value;
    }

    /** A copy of the entries in order, key and value in turn, that later changes leave alone. */
    @Nullable
    Object[] copyEntries() {
        @Nullable Object[] entries = new @Nullable Object[2 * size];
        int next = 0;
        for (int place = 0; place < places; place++) {
            if (values[place] != null) {
                entries[next++] = keys[place];
                entries[next++] = values[place];
            }
        }
        return entries;
    }

    // ---- places

    private int find(@Nullable Object key, int hash) {
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
                Object there = keys[place];
                if (there == key || (there != null && there.equals(key))) {
                    lastKey = key;
                    lastPlace = place;
                    return place;
                }
            }
            slot = (slot + 1) & mask;
        }
    }

    private int insert(@Nullable Object key, int hash) {
        if (places == keys.length) {
            resize(capacityFor(places + 1));
        }
        int place = places++;
        keys[place] = key;
        hashes[place] = hash;
        enter(place);
        return place;
    }

    private void enter(int place) {
        int mask = index.length - 1;
        int slot = hashes[place] & mask;
        while (index[slot] != 0) {
            slot = (slot + 1) & mask;
        }
        index[slot] = (hashes[place] & ~mask) | (place + 1);
    }

    /** Takes an entry out of the index and closes the gap: slots behind it that it kept from theirs move up. */
    private void free(int place) {
        int mask = index.length - 1;
        int gap = hashes[place] & mask;
        while ((index[gap] & mask) != place + 1) {
            gap = (gap + 1) & mask;
        }
        for (int next = (gap + 1) & mask; index[next] != 0; next = (next + 1) & mask) {
            int wanted = hashes[(index[next] & mask) - 1] & mask;
            if (((next - wanted) & mask) >= ((next - gap) & mask)) {
                index[gap] = index[next];
                gap = next;
            }
        }
        index[gap] = 0;
        keys[place] = null;
    }

    /** Between batches: closes the gaps among the entries once they are as many as the keys. */
    private void packIfWorthwhile() {
        if (places - size <= Math.max(CAPACITY_MIN, size)) {
            return;
        }
        int next = 0;
        for (int place = 0; place < places; place++) {
            if (values[place] != null) {
                keys[next] = keys[place];
                values[next] = values[place];
                hashes[next++] = hashes[place];
            }
        }
        Arrays.fill(keys, next, places, null);
        Arrays.fill(values, next, places, null);
        places = next;
        resize(capacityFor(next));
    }

    private static int capacityFor(int wanted) {
        if (wanted > CAPACITY_MAX) {
            throw new IllegalStateException("more than " + CAPACITY_MAX + " keys in one key group");
        }
        return Math.max(CAPACITY_MIN, Integer.highestOneBit(Math.max(1, wanted - 1)) * 2);
    }

    private void resize(int capacity) {
        keys = Arrays.copyOf(keys, capacity);
        values = Arrays.copyOf(values, capacity);
        hashes = Arrays.copyOf(hashes, capacity);
        touched = Arrays.copyOf(touched, capacity);
        index = new int[2 * capacity];
        for (int place = 0; place < places; place++) {
            if (isEntered(place)) {
                enter(place);
            }
        }
    }

    /** Whether the place is in the index: not where its key went in a batch before. */
    private boolean isEntered(int place) {
        return values[place] != null || touched[place];
    }
}
