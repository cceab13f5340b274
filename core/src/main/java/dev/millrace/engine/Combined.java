package dev.millrace.engine;

import java.util.Arrays;

/**
 * What a task has combined: numbers by number in one table, until a key or a value comes that is none; anything else in a
 * table for each target partition. Used by the task's thread, then by those that read a target.
 */
final class Combined {
    private final Placing placing;
    private final KeyTable[] tables;
    private final NumberTable numbers = new NumberTable();

    Combined(Placing placing) {
        this.placing = placing;
        this.tables = new KeyTable[placing.targets()];
        Arrays.setAll(tables, target -> new KeyTable());
        if (!(placing instanceof Placing.ByHash)) {
            numbers.setKinds(Kind.OBJECTS, Kind.OBJECTS);
        }
    }

    NumberTable numbers() {
        return numbers;
    }

    /** The table of a key that isn't kept as a number. */
    KeyTable table(Object key, int hash) {
        return tables[placing.target(key, hash)];
    }

    KeyTable table(int target) {
        return tables[target];
    }

    boolean isPlaced(Placing other) {
        return placing.equals(other);
    }

    boolean hasNumbers() {
        return numbers.size() > 0;
    }

    /**
     * Takes a first key and its value as numbers if they are, and says whether they were. What an earlier batch had doesn't
     * matter: in which order the keys come depends on the records of this one alone.
     */
    boolean begin(Object key, Object value) {
        int keyKind = Kind.of(key);
        int valueKind = Kind.of(value);
        boolean fits = numbers.keyKind() != Kind.OBJECTS
                && (keyKind == Kind.LONGS || keyKind == Kind.INTS)
                && valueKind != Kind.OBJECTS
                && Kind.unboxed(key) != NumberTable.FREE;
        if (fits) {
            numbers.setKinds(keyKind, valueKind);
            long number = Kind.unboxed(key);
            numbers.add(number, -1 - numbers.find(number, NumberTable.hash(keyKind, number)), Kind.unboxed(value));
        }
        return fits;
    }

    /** Turns the numbers into objects: from here on none is kept as such. */
    void spill() {
        int keyKind = numbers.keyKind();
        int valueKind = numbers.valueKind();
        numbers.sort();
        for (int place = numbers.next(0); place >= 0; place = numbers.next(place + 2)) {
            Object key = Kind.boxed(keyKind, numbers.key(place));
            int hash = KeyTable.hash(key);
            KeyTable table = table(key, hash);
            table.setValue(-1 - table.place(key, hash), Kind.boxed(valueKind, numbers.value(place)));
        }
        numbers.clear();
        numbers.setKinds(Kind.OBJECTS, Kind.OBJECTS);
    }

    /** All keys are in: makes the numbers ready to be read in order. */
    void finish() {
        numbers.sort();
    }

    /** How many keys there are. */
    long size() {
        long size = numbers.size();
        for (KeyTable table : tables) {
            size += table.size();
        }
        return size;
    }

    /** Empties the tables for the next batch. */
    void clear() {
        numbers.clear();
        if (placing instanceof Placing.ByHash && numbers.keyKind() == Kind.OBJECTS) {
            numbers.setKinds(Kind.UNKNOWN, Kind.UNKNOWN);
        }
        for (KeyTable table : tables) {
            table.clear();
        }
    }
}
