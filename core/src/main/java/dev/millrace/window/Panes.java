package dev.millrace.window;

import org.jspecify.annotations.Nullable;

/**
 * A row of panes, in order: when each ends and what is in it. Values that are all Long, all Integer or all Double lie
 * unboxed, and ends that follow each other at equal distances aren't kept at all, so that a window of an hour needs little
 * more than its numbers, and a collection of garbage finds nothing in them.
 */
class Panes {
    private static final int LONGS = 1;
    private static final int INTS = 2;
    private static final int DOUBLES = 3;
    private static final int OBJECTS = 4;

    private final int capacity;
    private long first;

    /** The distance of the ends, if there are no {@link #ends}. */
    private final long step;

    private final long @Nullable [] ends;
    private int kind;
    private long @Nullable [] numbers;
    private @Nullable Object @Nullable [] objects;

    /**
     * Room for so many panes with values like this one. {@code step} is the distance of their ends; 0 if they are at any.
     */
    Panes(int capacity, long step, @Nullable Object value) {
        this.capacity = capacity;
        this.step = step;
        this.ends = step == 0 ? new long[capacity] : null;
        this.kind = kindOf(value);
        this.numbers = kind == OBJECTS ? null : new long[capacity];
        this.objects = kind == OBJECTS ? new @Nullable Object[capacity] : null;
    }

    private static int kindOf(@Nullable Object value) {
        if (value instanceof Long) {
            return LONGS;
        }
        return value instanceof Integer ? INTS : value instanceof Double ? DOUBLES : OBJECTS;
    }

    final int capacity() {
        return capacity;
    }

    /** Whether this pane can be put at a place as the row is. */
    final boolean takes(int at, long end, @Nullable Object value) {
        return (kind == OBJECTS || kind == kindOf(value)) && (ends != null || at == 0 || end == end(at));
    }

    final long end(int at) {
        long[] kept = ends;
        return kept == null ? first + at * step : kept[at];
    }

    /** The distance at which the first so many ends follow each other, and the next one too; 0 if they don't. */
    final long stepOf(int count, long next) {
        long distance = next - end(count - 1);
        return end(count - 1) - end(0) == distance * (count - 1) && isAt(distance, count) ? distance : 0;
    }

    private boolean isAt(long distance, int count) {
        if (ends == null) {
            return count == 1 || step == distance;
        }
        for (int at = 1; at < count; at++) {
            if (end(at) - end(at - 1) != distance) {
                return false;
            }
        }
        return true;
    }

    final @Nullable Object value(int at) {
        long[] kept = numbers;
        if (kept == null) {
            @Nullable Object[] all = objects;
            return all == null ? null : all[at];
        }
        long bits = kept[at];
        return kind == LONGS ? (Object) bits : kind == INTS ? (Object) (int) bits : Double.longBitsToDouble(bits);
    }

    /** Reads what is at a place. Something of it. */
    final int fetch(int at) {
        long[] kept = numbers;
        if (kept != null) {
            return (int) kept[at];
        }
        @Nullable Object[] all = objects;
        return all == null || all[at] == null ? 0 : 1;
    }

    /** Puts a pane that is {@link #takes taken}. */
    final void set(int at, long end, @Nullable Object value) {
        setEnd(at, end);
        setValue(at, value);
    }

    private void setEnd(int at, long end) {
        if (ends != null) {
            ends[at] = end;
        } else if (at == 0) {
            first = end;
        }
    }

    private void setValue(int at, @Nullable Object value) {
        if (numbers != null) {
            numbers[at] = bits(value);
        } else if (objects != null) {
            objects[at] = value;
        }
    }

    /** Whether this row is as one that is made with these. */
    final boolean isLike(int wantedCapacity, long wantedStep, @Nullable Object value) {
        return capacity == wantedCapacity && step == wantedStep && kind == kindOf(value);
    }

    /** Whether values and ends of that row are kept here as they are there. */
    final boolean takesLike(Panes other) {
        return step == other.step && kind == other.kind;
    }

    /** Room for so many panes like those of this row. */
    final Panes ofSameKind(int wantedCapacity) {
        return new Panes(wantedCapacity, step, value(0));
    }

    /** Puts a pane with any value, at a time that is {@link #takes taken}. */
    final void put(int at, long end, @Nullable Object value) {
        setEnd(at, end);
        replace(at, value);
    }

    /** The same with so many panes of another row. */
    final void putAll(int at, Panes from, int fromAt, int count) {
        long[] numbersThere = from.numbers;
        long[] numbersHere = numbers;
        if (numbersThere != null && numbersHere != null && kind == from.kind) {
            System.arraycopy(numbersThere, fromAt, numbersHere, at, count);
            for (int i = 0; i < count; i++) {
                setEnd(at + i, from.end(fromAt + i));
            }
            return;
        }
        for (int i = 0; i < count; i++) {
            put(at + i, from.end(fromAt + i), from.value(fromAt + i));
        }
    }

    /** Puts any value in place of the one that is there; the others may become objects for that. */
    final void replace(int at, @Nullable Object value) {
        if (kind != OBJECTS && kind != kindOf(value)) {
            becomeObjects();
        }
        setValue(at, value);
    }

    private static long bits(@Nullable Object value) {
        if (value instanceof Double number) {
            return Double.doubleToRawLongBits(number);
        }
        return value instanceof Number number ? number.longValue() : 0;
    }

    private void becomeObjects() {
        @Nullable Object[] boxed = new @Nullable Object[capacity];
        for (int at = 0; at < capacity; at++) {
            boxed[at] = value(at);
        }
        kind = OBJECTS;
        objects = boxed;
        numbers = null;
    }

    @Override
    public String toString() {
        return capacity + " panes " + (ends == null ? "every " + step + " ns" : "at any time");
    }
}
