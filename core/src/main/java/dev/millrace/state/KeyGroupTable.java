package dev.millrace.state;

import dev.millrace.plan.IdleTimes;
import dev.millrace.plan.TimedState;
import dev.millrace.serde.Serdes;
import java.time.Instant;
import java.util.Arrays;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The state of one key group, changed in place, in the order in which its keys came. The places of the keys that the batch
 * under way touched are kept with the values they had, which is both what an abort undoes and what the delta holds. A place
 * stays a key's during a batch, also while it has no value because the batch removed it. One thread at a time.
 */
final class KeyGroupTable {
    private static final int UNDO_KEPT_MAX = 1_024;
    private static final int GAPS_MIN = 8;

    private final Serdes serdes;

    /** Numbers until a key comes that is none. */
    private KeyEntries entries = new NumberEntries();

    private int size;

    /** When to look at which key, once an operator asks for those that are idle. */
    private @Nullable IdleIndex idleIndex;

    /** A bit for each place that the batch has touched. */
    private long[] touched = {};

    private int[] undoPlaces = {};
    private @Nullable Object[] undoValues = {};
    private int undone;

    /** Whether the batch took the value of a key away. */
    private boolean hasRemoved;

    KeyGroupTable(Serdes serdes) {
        this.serdes = serdes;
    }

    /** How many keys have state. */
    int size() {
        return size;
    }

    /** How many entries are in use: those of removed keys too, until they are packed. */
    int places() {
        return entries.places();
    }

    KeyEntries entries() {
        return entries;
    }

    int touchedKeys() {
        return undone;
    }

    /** The state of a key, null if it has none. What can be changed in place counts as touched from here on. */
    @Nullable
    Object get(@Nullable Object key, int hash) {
        int place = entries.find(key, hash);
        if (place < 0) {
            return null;
        }
        Object value = entries.value(place);
        if (value != null && !isImmutable(value) && !isTouched(place)) {
            touch(place, value);
        }
        return value;
    }

    private boolean isImmutable(@Nullable Object value) {
        return value instanceof Incremental || serdes.isImmutable(value);
    }

    private boolean isSame(Object value, @Nullable Object other) {
        return value instanceof Incremental ? value == other : serdes.isSame(value, other);
    }

    void put(@Nullable Object key, int hash, Object value) {
        int place = entries.find(key, hash);
        set(place < 0 ? add(key, hash) : place, value);
    }

    private int add(@Nullable Object key, int hash) {
        if (!entries.canHold(key)) {
            entries = ObjectEntries.of(entries);
        }
        return entries.add(key, hash);
    }

    void remove(@Nullable Object key, int hash) {
        int place = entries.find(key, hash);
        if (place >= 0 && entries.value(place) != null) {
            set(place, null);
        }
    }

    /** Visits the keys that have state, in order; see {@link KeyedState#visitAll}. */
    @SuppressWarnings("NullAway") // a key may be null
    void visitAll(KeyedState.Visitor<@Nullable Object, Object> visitor) throws Exception {
        for (int place = 0; place < entries.places(); place++) {
            if (place % KeyedState.AHEAD_MAX == 0) {
                entries.fetchIncremental(place, Math.min(entries.places(), place + KeyedState.AHEAD_MAX));
            }
            Object value = entries.value(place);
            if (value != null) {
                set(place, visited(place, value, visitor));
            }
        }
    }

    /** A visitor that fails may have changed the value in place before. */
    @SuppressWarnings("NullAway") // a key may be null
    private @Nullable Object visited(int place, Object value, KeyedState.Visitor<@Nullable Object, Object> visitor)
            throws Exception {
        boolean done = false;
        try {
            Object after = visitor.visit(entries.key(place), value);
            done = true;
            return after;
        } finally {
            if (!done && !isTouched(place)) {
                touch(place, value);
            }
        }
    }

    /** Visits the keys that are idle, in order; see {@link KeyedState#visitIdle}. */
    @SuppressWarnings("NullAway") // a key may be null
    void visitIdle(IdleTimes idle, Instant time, KeyedState.Visitor<@Nullable Object, Object> visitor)
            throws Exception {
        IdleIndex known = idleIndex;
        if (known == null || known.stepMillis() != idle.stepMillis()) {
            known = indexed(idle, time.toEpochMilli());
        }
        long idleBefore = idle.idleBefore(time);
        for (int place : known.takeBefore(idleBefore)) {
            if (place >= entries.places() || !(entries.value(place) instanceof TimedState<?> state)) {
                continue;
            }
            if (state.touchedMillis() < idleBefore) {
                set(place, visitor.visit(entries.key(place), state));
            } else {
                known.add(place, state.touchedMillis());
            }
        }
    }

    private IdleIndex indexed(IdleTimes idle, long now) {
        IdleIndex made = new IdleIndex(idle.stepMillis());
        for (int place = 0; place < entries.places(); place++) {
            Object value = entries.value(place);
            if (value instanceof TimedState<?> state) {
                made.add(place, state.touchedMillis());
            } else if (value != null) {
                set(place, new TimedState<>(value, now));
                made.add(place, now);
            }
        }
        idleIndex = made;
        return made;
    }

    void forEach(BiConsumer<@Nullable Object, Object> look) {
        for (int place = 0; place < entries.places(); place++) {
            Object value = entries.value(place);
            if (value != null) {
                look.accept(entries.key(place), value);
            }
        }
    }

    /** Null removes. What is known to be the same as before is no change. */
    private void set(int place, @Nullable Object value) {
        Object old = entries.value(place);
        if (!isTouched(place)) {
            if (old != null && isSame(old, value)) {
                return;
            }
            touch(place, old);
        }
        replace(place, old, value);
    }

    private void replace(int place, @Nullable Object old, @Nullable Object value) {
        size += (value == null ? 0 : 1) - (old == null ? 0 : 1);
        if (idleIndex != null && old == null && value instanceof TimedState<?> state) {
            idleIndex.add(place, state.touchedMillis());
        }
        hasRemoved |= value == null;
        entries.setValue(place, value);
    }

    // ---- the batch under way

    private boolean isTouched(int place) {
        int word = place >> 6;
        return word < touched.length && (touched[word] & (1L << place)) != 0;
    }

    private void touch(int place, @Nullable Object old) {
        int word = place >> 6;
        if (word >= touched.length) {
            touched = Arrays.copyOf(touched, Math.max(word + 1, 2 * touched.length));
        }
        touched[word] |= 1L << place;
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
     * The touched keys in the order of their first touch, with what they have now or how that came from what they had, null
     * where they were removed. New keys
     * stand in the order of their entries, so that whoever loads this into a copy gives them the same order.
     */
    void forEachTouched(Entries to) {
        for (int from = 0; from < undone; from += KeyedState.AHEAD_MAX) {
            int until = Math.min(undone, from + KeyedState.AHEAD_MAX);
            entries.fetch(undoPlaces, from, until);
            for (int i = from; i < until; i++) {
                int place = undoPlaces[i];
                to.entry(entries.key(place), written(undoValues[i], entries.value(place)));
            }
        }
    }

    private static @Nullable Object written(@Nullable Object before, @Nullable Object value) {
        return value instanceof Incremental changed && before instanceof Incremental old
                ? changed.changeSince(old)
                : value;
    }

    /** Whether {@link #undo} brings back what was: not where a function may have changed a value in place. */
    boolean canUndo() {
        for (int i = 0; i < undone; i++) {
            if (!isImmutable(undoValues[i])) {
                return false;
            }
        }
        return true;
    }

    void undo() {
        idleIndex = undone == 0 ? idleIndex : null; // it may have been taken out what is back now
        for (int i = undone - 1; i >= 0; i--) {
            int place = undoPlaces[i];
            Object old = undoValues[i];
            replace(place, entries.value(place), old);
            if (old == null) {
                entries.free(place); // the last one: those behind it were added later and are gone
            }
        }
        forget();
    }

    void commit() {
        for (int i = 0; hasRemoved && i < undone; i++) {
            int place = undoPlaces[i];
            if (entries.value(place) == null) {
                entries.free(place);
            }
        }
        forget();
        packIfWorthwhile();
    }

    private void forget() {
        for (int i = 0; i < undone; i++) {
            touched[undoPlaces[i] >> 6] = 0;
        }
        if (undone > UNDO_KEPT_MAX) {
            undoPlaces = new int[0];
            undoValues = new @Nullable Object[0];
        } else {
            Arrays.fill(undoValues, 0, undone, null);
        }
        hasRemoved = false;
        undone = 0;
    }

    /** Between batches: closes the gaps among the entries once they are more than the keys. */
    private void packIfWorthwhile() {
        if (entries.places() - size > Math.max(GAPS_MIN, size)) {
            entries.pack();
            idleIndex = null;
        }
    }

    // ---- what belongs to no batch

    /** Makes room for so many more keys. */
    void expect(int more) {
        entries.expect(more);
    }

    /** Puts a value that was stored, or changes one as was stored, which has no undo. Null removes. */
    void load(@Nullable Object key, int hash, @Nullable Object value) {
        idleIndex = null;
        int place = entries.find(key, hash);
        if (value == null) {
            if (place >= 0) {
                size--;
                entries.free(place);
                packIfWorthwhile();
            }
            return;
        }
        Object stored = value instanceof Incremental.Change change
                ? change.appliedTo(place < 0 ? null : entries.value(place))
                : value;
        if (place < 0) {
            place = add(key, hash);
            size++;
        }
        entries.setValue(place, stored);
    }

    /** A copy of the entries that have a value, in order, which later changes leave alone. */
    KeyEntries copyEntries() {
        return entries.copy(size);
    }
}
