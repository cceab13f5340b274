package dev.millrace.state;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Entries with keys of any class. */
final class ObjectEntries extends KeyEntries {
    /** In place of the key of an entry that is in the index no more. */
    private static final Object GAP = new Object();

    /** Key and value in turn: who needs one needs the other. */
    private @Nullable Object[] entries = {};

    /** The same entries in the same places. */
    static ObjectEntries of(KeyEntries others) {
        ObjectEntries same = new ObjectEntries();
        same.setCapacity(others.capacity());
        for (int place = 0; place < others.places(); place++) {
            same.entries[2 * place] = others.isGap(place) ? GAP : others.key(place);
            same.entries[2 * place + 1] = others.value(place);
        }
        same.takePlaces(others);
        return same;
    }

    @Override
    @Nullable
    Object key(int place) {
        return entries[2 * place];
    }

    @Override
    @Nullable
    Object value(int place) {
        return entries[2 * place + 1];
    }

    @Override
    int readEntry(int place) {
        return entries[2 * place] == null ? 0 : 1;
    }

    @Override
    int readObjects(int place) {
        return Lookahead.partOf(entries[2 * place]) + Lookahead.partOf(entries[2 * place + 1]);
    }

    @Override
    void setValue(int place, @Nullable Object value) {
        entries[2 * place + 1] = value;
    }

    @Override
    boolean canHold(@Nullable Object key) {
        return true;
    }

    @Override
    KeyEntries copy(int size) {
        ObjectEntries copy = new ObjectEntries();
        copy.setCapacity(size);
        int next = 0;
        for (int place = 0; place < places(); place++) {
            if (value(place) != null) {
                copy.entries[next++] = key(place);
                copy.entries[next++] = value(place);
            }
        }
        copy.copied(size);
        return copy;
    }

    @Override
    boolean isKey(int place, @Nullable Object key) {
        Object there = entries[2 * place];
        return there == key || (there != null && there.equals(key));
    }

    @Override
    boolean isGap(int place) {
        return entries[2 * place] == GAP;
    }

    @Override
    void putKey(int place, @Nullable Object key) {
        entries[2 * place] = key;
    }

    @Override
    void clear(int place, boolean asGap) {
        entries[2 * place] = asGap ? GAP : null;
        entries[2 * place + 1] = null;
    }

    @Override
    void move(int from, int to) {
        entries[2 * to] = entries[2 * from];
        entries[2 * to + 1] = entries[2 * from + 1];
    }

    @Override
    void setCapacity(int capacity) {
        entries = Arrays.copyOf(entries, 2 * capacity);
    }
}
