package dev.millrace.state;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The state of one key group: an open-addressing table, changed in place, and the first old value of every key that the
 * batch under way has touched, which is both what an abort undoes and which keys the delta holds. A key without a value
 * was removed in this batch; its place is freed at commit. One thread at a time.
 */
final class KeyGroupTable {
    private static final int CAPACITY_MIN = 8;

    private @Nullable Object[] keys = new @Nullable Object[CAPACITY_MIN];
    private @Nullable Object[] values = new @Nullable Object[CAPACITY_MIN];
    private int[] hashes = new int[CAPACITY_MIN];
    private boolean[] occupied = new boolean[CAPACITY_MIN];
    private boolean[] touched = new boolean[CAPACITY_MIN];
    private int places;
    private int size;

    private @Nullable Object[] undoKeys = new @Nullable Object[4];
    private @Nullable Object[] undoValues = new @Nullable Object[4];
    private int[] undoHashes = new int[4];
    private int undone;

    /** How many keys have state. */
    int size() {
        return size;
    }

    /** How many places are taken: those of keys without state too, until the batch that removed them is committed. */
    int places() {
        return places;
    }

    int touchedKeys() {
        return undone;
    }

    @Nullable
    Object get(@Nullable Object key, int hash) {
        int place = find(key, hash);
        return place < 0 ? null : values[place];
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

    /** Puts a value that belongs to no batch: what is loaded has no undo. Null removes. */
    void load(@Nullable Object key, int hash, @Nullable Object value) {
        int place = find(key, hash);
        if (value == null) {
            if (place >= 0) {
                delete(place);
            }
            return;
        }
        if (place < 0) {
            place = insert(key, hash);
        }
        if (values[place] == null) {
            size++;
        }
        values[place] = value;
    }

    private void set(int place, @Nullable Object value) {
        Object old = values[place];
        if (!touched[place]) {
            touched[place] = true;
            remember(keys[place], hashes[place], old);
        }
        size += (value == null ? 0 : 1) - (old == null ? 0 : 1);
        values[place] = value;
    }

    private void remember(@Nullable Object key, int hash, @Nullable Object old) {
        if (undone == undoKeys.length) {
            undoKeys = Arrays.copyOf(undoKeys, 2 * undone);
            undoValues = Arrays.copyOf(undoValues, 2 * undone);
            undoHashes = Arrays.copyOf(undoHashes, 2 * undone);
        }
        undoKeys[undone] = key;
        undoHashes[undone] = hash;
        undoValues[undone++] = old;
    }

    /** Visits every key that has state; see {@link KeyedState#visitAll}. */
    void visitAll(KeyedState.Visitor<@Nullable Object, Object> visitor, ValueKinds kinds) throws Exception {
        for (int place = 0; place < occupied.length; place++) {
            Object value = values[place];
            if (value == null) {
                continue;
            }
            Object updated = visitor.visit(keys[place], value);
            if (updated == null || !kinds.isImmutable(value) || !updated.equals(value)) {
                set(place, updated);
            }
        }
    }

    /** What is called for each entry. */
    @FunctionalInterface
    interface Entries {
        void entry(@Nullable Object key, @Nullable Object value);
    }

    /** The touched keys, in the order of their first touch, with what they have now. */
    void forEachTouched(Entries entries) {
        for (int i = 0; i < undone; i++) {
            entries.entry(undoKeys[i], get(undoKeys[i], undoHashes[i]));
        }
    }

    /** The old values of the touched keys: what {@link #undo} would put back. */
    boolean canUndo(ValueKinds kinds) {
        for (int i = 0; i < undone; i++) {
            Object old = undoValues[i];
            if (old != null && !kinds.isImmutable(old)) {
                return false;
            }
        }
        return true;
    }

    void undo() {
        for (int i = 0; i < undone; i++) {
            int place = find(undoKeys[i], undoHashes[i]);
            touched[place] = false;
            load(undoKeys[i], undoHashes[i], undoValues[i]);
        }
        forget();
    }

    void commit() {
        for (int i = 0; i < undone; i++) {
            int place = find(undoKeys[i], undoHashes[i]);
            touched[place] = false;
            if (values[place] == null) {
                delete(place);
            }
        }
        forget();
    }

    private void forget() {
        if (undone > 1_024) {
            undoKeys = new @Nullable Object[4];
            undoValues = new @Nullable Object[4];
            undoHashes = new int[4];
        } else {
            Arrays.fill(undoKeys, 0, undone, null);
            Arrays.fill(undoValues, 0, undone, null);
        }
        undone = 0;
    }

    /** A copy of the entries, key and value in turn, that later changes leave alone. */
    @Nullable
    Object[] copyEntries() {
        @Nullable Object[] entries = new @Nullable Object[2 * size];
        int next = 0;
        for (int place = 0; place < occupied.length; place++) {
            if (values[place] != null) {
                entries[next++] = keys[place];
                entries[next++] = values[place];
            }
        }
        return entries;
    }

    private int find(@Nullable Object key, int hash) {
        int mask = occupied.length - 1;
        for (int place = slot(hash, mask); occupied[place]; place = (place + 1) & mask) {
            if (hashes[place] == hash && Objects.equals(keys[place], key)) {
                return place;
            }
        }
        return -1;
    }

    /** The low bits of the hash chose the key group, so others choose the place. */
    private static int slot(int hash, int mask) {
        return ((hash * 0x9e3779b9) >>> 8) & mask;
    }

    private int insert(@Nullable Object key, int hash) {
        if (4 * (places + 1) > 3 * occupied.length) {
            grow();
        }
        int mask = occupied.length - 1;
        int place = slot(hash, mask);
        while (occupied[place]) {
            place = (place + 1) & mask;
        }
        occupied[place] = true;
        keys[place] = key;
        hashes[place] = hash;
        places++;
        return place;
    }

    private void grow() {
        KeyGroupTable old = new KeyGroupTable(this);
        int capacity = 2 * occupied.length;
        keys = new @Nullable Object[capacity];
        values = new @Nullable Object[capacity];
        hashes = new int[capacity];
        occupied = new boolean[capacity];
        touched = new boolean[capacity];
        int mask = capacity - 1;
        for (int from = 0; from < old.occupied.length; from++) {
            if (old.occupied[from]) {
                int place = slot(old.hashes[from], mask);
                while (occupied[place]) {
                    place = (place + 1) & mask;
                }
                move(old, from, place);
            }
        }
    }

    KeyGroupTable() {}

    private KeyGroupTable(KeyGroupTable other) {
        keys = other.keys;
        values = other.values;
        hashes = other.hashes;
        occupied = other.occupied;
        touched = other.touched;
    }

    private void move(KeyGroupTable from, int source, int place) {
        keys[place] = from.keys[source];
        values[place] = from.values[source];
        hashes[place] = from.hashes[source];
        touched[place] = from.touched[source];
        occupied[place] = true;
    }

    /** Frees a place and closes the gap: entries behind it that it kept from their slot move up. */
    private void delete(int place) {
        if (values[place] != null) {
            size--;
        }
        places--;
        int mask = occupied.length - 1;
        int gap = place;
        for (int next = (gap + 1) & mask; occupied[next]; next = (next + 1) & mask) {
            int wanted = slot(hashes[next], mask);
            if (((next - wanted) & mask) >= ((next - gap) & mask)) {
                move(this, next, gap);
                gap = next;
            }
        }
        occupied[gap] = false;
        touched[gap] = false;
        keys[gap] = null;
        values[gap] = null;
    }
}
