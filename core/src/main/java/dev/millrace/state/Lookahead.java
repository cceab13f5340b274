package dev.millrace.state;

import org.jspecify.annotations.Nullable;

/**
 * Fetches what some keys will be looked up in into the processor's caches, one step of the way for all of them after the
 * other: the steps of one key's way through memory wait for each other, the same step of many keys does not. Reads only. One
 * thread.
 */
final class Lookahead {
    private final OperatorState state;
    private final KeyEntries[] entries = new KeyEntries[KeyedState.AHEAD_MAX];
    private final int[] slots = new int[KeyedState.AHEAD_MAX];

    /** Something of all that was read, so that no compiler takes the reading for useless. */
    @SuppressWarnings("UnusedVariable") // that is all it is for
    private int read;

    Lookahead(OperatorState state) {
        this.state = state;
    }

    void at(@Nullable Object[] keys, int count) {
        int keyGroups = state.keyGroups();
        for (int i = 0; i < count; i++) {
            int hash = state.serdes().hash(keys[i]);
            KeyEntries of =
                    state.group(KeyGroupRange.keyGroupOf(hash, keyGroups)).entries();
            entries[i] = of;
            slots[i] = of.slot(hash);
        }
        int sum = 0;
        for (int i = 0; i < count; i++) {
            slots[i] = entries[i].placeIn(slots[i]);
            if (slots[i] >= 0) {
                sum += entries[i].readEntry(slots[i]);
            }
        }
        for (int i = 0; i < count; i++) {
            if (slots[i] >= 0) {
                sum += entries[i].readObjects(slots[i]);
            }
        }
        read += sum;
    }

    /** Part of an object, so that it is fetched. */
    static int partOf(@Nullable Object object) {
        if (object instanceof Long number) {
            return number.intValue();
        }
        if (object instanceof Incremental state) {
            return state.fetch();
        }
        return object instanceof String text ? text.length() : 0;
    }
}
