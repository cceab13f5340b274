package dev.millrace.engine;

import dev.millrace.function.Function2;

/** Merges one table into another. The boxing and comparing is in here, for the copies; it pushes into no step. */
final class MergeLoop extends Loop<MergeLoop.Merge> {
    MergeLoop() {}

    /** A table that takes up another, and how two values of a key become one. */
    record Merge(KeyTable into, KeyTable from, Function2<Object, Object, Object> mergeCombiners) {}

    @Override
    void run(Merge merge, Step first, Frame frame) throws Exception {
        KeyTable into = merge.into();
        KeyTable from = merge.from();
        Function2<Object, Object, Object> mergeCombiners = merge.mergeCombiners();
        for (int i = 0; i < from.size(); i++) {
            int place = place(into, from.keyAt(i), from.hashAt(i));
            if (place < 0) {
                copy(into, -1 - place, from, i);
            } else {
                merge(into, place, from, i, mergeCombiners);
            }
        }
    }

    private static int place(KeyTable table, Object key, int hash) {
        int[] index = table.index();
        int mask = index.length - 1;
        int slot = hash & mask;
        while (true) {
            int found = index[slot];
            if (found == 0) {
                return -1 - table.add(key, hash, slot);
            }
            if (((found ^ hash) & ~mask) == 0) {
                int place = (found & mask) - 1;
                Object there = table.keyAt(place);
                if (there == key || (there != null && there.equals(key))) {
                    return place;
                }
            }
            slot = (slot + 1) & mask;
        }
    }

    private static void copy(KeyTable into, int place, KeyTable from, int i) {
        if (into.valueKind() == from.valueKind() && into.valueKind() != Kind.OBJECTS) {
            into.setNumber(place, from.number(i));
        } else {
            into.setValue(place, from.valueAt(i));
        }
    }

    private static void merge(
            KeyTable into, int place, KeyTable from, int i, Function2<Object, Object, Object> mergeCombiners)
            throws Exception {
        int kind = into.valueKind() == from.valueKind() ? into.valueKind() : Kind.UNKNOWN;
        Object merged;
        if (kind == Kind.LONGS) {
            merged = mergeCombiners.call(into.number(place), from.number(i));
            if (merged instanceof Long number) {
                into.setNumber(place, number);
                return;
            }
        } else if (kind == Kind.INTS) {
            merged = mergeCombiners.call((int) into.number(place), (int) from.number(i));
            if (merged instanceof Integer number) {
                into.setNumber(place, number);
                return;
            }
        } else if (kind == Kind.DOUBLES) {
            merged = mergeCombiners.call(
                    Double.longBitsToDouble(into.number(place)), Double.longBitsToDouble(from.number(i)));
            if (merged instanceof Double number) {
                into.setNumber(place, Double.doubleToRawLongBits(number));
                return;
            }
        } else {
            Object old = into.valueAt(place);
            merged = mergeCombiners.call(old, from.valueAt(i));
            if (merged == old) {
                return;
            }
        }
        into.setValue(place, merged);
    }
}
