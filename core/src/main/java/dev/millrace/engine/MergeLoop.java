package dev.millrace.engine;

import dev.millrace.function.Function2;

/** Merges one table into another. The boxing and comparing is in here, for the copies. */
final class MergeLoop extends Merging {
    MergeLoop() {}

    @Override
    void merge(KeyTable into, KeyTable from, Function2<Object, Object, Object> mergeCombiners) throws Exception {
        boolean numbers = into.keyKind() == from.keyKind() && into.hasNumberKeys();
        for (int i = 0; i < from.size(); i++) {
            int hash = from.hashAt(i);
            int place = numbers ? into.placeOfNumber(from.numberKey(i), hash) : place(into, from.keyAt(i), hash);
            if (place < 0) {
                copy(into, -1 - place, from, i);
            } else {
                merge(into, place, from, i, mergeCombiners);
            }
        }
    }

    private static int place(KeyTable table, Object key, int hash) {
        if (table.keyKind() != KeyTable.OBJECTS) {
            return table.place(key, hash);
        }
        int[] index = table.index();
        int mask = index.length - 1;
        int slot = hash & mask;
        while (true) {
            int found = index[slot];
            if (found == 0) {
                return -1 - table.addObject(key, hash, slot);
            }
            if (((found ^ hash) & ~mask) == 0) {
                int place = (found & mask) - 1;
                Object there = table.objectKey(place);
                if (there == key || (there != null && there.equals(key))) {
                    return place;
                }
            }
            slot = (slot + 1) & mask;
        }
    }

    private static void copy(KeyTable into, int place, KeyTable from, int i) {
        if (into.valueKind() == from.valueKind() && into.valueKind() != KeyTable.OBJECTS) {
            into.setNumber(place, from.number(i));
        } else {
            into.setValue(place, from.valueAt(i));
        }
    }

    private static void merge(
            KeyTable into, int place, KeyTable from, int i, Function2<Object, Object, Object> mergeCombiners)
            throws Exception {
        int kind = into.valueKind() == from.valueKind() ? into.valueKind() : KeyTable.UNKNOWN;
        if (kind == KeyTable.LONGS) {
            Object merged = mergeCombiners.call(into.number(place), from.number(i));
            if (merged instanceof Long number) {
                into.setNumber(place, number);
            } else {
                into.setValue(place, merged);
            }
        } else if (kind == KeyTable.INTS) {
            Object merged = mergeCombiners.call((int) into.number(place), (int) from.number(i));
            if (merged instanceof Integer number) {
                into.setNumber(place, number);
            } else {
                into.setValue(place, merged);
            }
        } else if (kind == KeyTable.DOUBLES) {
            Object merged = mergeCombiners.call(
                    Double.longBitsToDouble(into.number(place)), Double.longBitsToDouble(from.number(i)));
            if (merged instanceof Double number) {
                into.setNumber(place, Double.doubleToRawLongBits(number));
            } else {
                into.setValue(place, merged);
            }
        } else {
            Object old = into.valueAt(place);
            Object merged = mergeCombiners.call(old, from.valueAt(i));
            if (merged != old) {
                into.setValue(place, merged);
            }
        }
    }
}
