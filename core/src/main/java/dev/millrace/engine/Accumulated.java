package dev.millrace.engine;

import org.jspecify.annotations.Nullable;

/**
 * What the records of a partition have become so far: nothing yet, an object, or a number, which lies unboxed. A number is
 * unboxed once a function made a new one: what only chooses one of two is better off with the boxes that are there.
 */
final class Accumulated {
    /** What a number is unboxed as. A loop that folds has it in a variable of its own meanwhile. */
    long bits;

    private int kind = Kind.UNKNOWN;
    private boolean isEmpty = true;
    private @Nullable Object object;

    static Accumulated of(@Nullable Object value) {
        Accumulated accumulated = new Accumulated();
        accumulated.begin(value);
        return accumulated;
    }

    /** Zero, which is added to. */
    static Accumulated ofCount() {
        Accumulated accumulated = new Accumulated();
        accumulated.isEmpty = false;
        accumulated.kind = Kind.LONGS;
        return accumulated;
    }

    boolean isEmpty() {
        return isEmpty;
    }

    /** Unknown until a function has been called once. */
    int kind() {
        return kind;
    }

    /** The object, where it isn't unboxed. */
    @Nullable
    Object object() {
        return object;
    }

    void setObject(@Nullable Object changed) {
        object = changed;
    }

    /** The first value. */
    void begin(@Nullable Object first) {
        isEmpty = false;
        object = first;
    }

    /** The first thing that a function made of what was there and a record decides on the kind. Gives its bits. */
    long decide(@Nullable Object made, @Nullable Object record) {
        boolean isChosen = made == object || made == record;
        return isChosen ? become(Kind.OBJECTS, made) : become(made);
    }

    /** A function made something of another class than before. Gives its bits. */
    long become(@Nullable Object made) {
        return become(Kind.of(made), made);
    }

    private long become(int newKind, @Nullable Object made) {
        kind = newKind;
        if (made == null || newKind == Kind.OBJECTS) {
            object = made;
            return 0;
        }
        object = null;
        return Kind.unboxed(made);
    }

    /** The value, boxed. */
    @Nullable
    Object value() {
        return kind == Kind.OBJECTS || kind == Kind.UNKNOWN ? object : Kind.boxed(kind, bits);
    }
}
