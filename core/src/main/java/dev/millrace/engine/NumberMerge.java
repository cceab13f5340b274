package dev.millrace.engine;

import dev.millrace.function.Function2;
import dev.millrace.plan.Operator;
import java.util.List;

/**
 * Reads the keys of one target partition out of sorted tables side by side, in the order of their hashes; where several
 * have a key, in the order of the tables. A heap of tables by what each has next. One task.
 */
final class NumberMerge {
    private final NumberTable[] tables;
    private final Function2<Object, Object, Object> mergeCombiners;
    private final Operator operator;
    private final int keyKind;
    private final int valueKind;
    private final long untilHash;
    private final int[] places;
    private final long[] hashes;
    private final long[] keys;
    private final int[] heap;
    private int open;

    /** The keys whose partition of {@code targets} is {@code target}. The tables aren't empty and of the same kinds. */
    NumberMerge(List<NumberTable> tables, int target, int targets, Combining combining, Operator operator) {
        this.tables = tables.toArray(NumberTable[]::new);
        this.mergeCombiners = combining.mergeCombiners();
        this.operator = operator;
        this.keyKind = tables.get(0).keyKind();
        this.valueKind = tables.get(0).valueKind();
        this.untilHash = firstHash(target + 1, targets);
        this.places = new int[tables.size()];
        this.hashes = new long[tables.size()];
        this.keys = new long[tables.size()];
        this.heap = new int[tables.size()];
        for (int i = tables.size() - 1; i >= 0; i--) {
            if (stand(i, tables.get(i).first((int) firstHash(target, targets)))) {
                heap[open++] = i;
                siftUp(open - 1);
            }
        }
    }

    /** The lowest hash, as an unsigned number, of a partition. */
    private static long firstHash(int target, int targets) {
        return (((long) target << Integer.SIZE) + targets - 1) / targets;
    }

    /** Whether table {@code i} has a key of this target at a place, which is where it stands from here on. */
    private boolean stand(int i, int place) {
        if (place < 0) {
            return false;
        }
        long key = tables[i].key(place);
        places[i] = place;
        keys[i] = key;
        hashes[i] = Integer.toUnsignedLong(NumberTable.hash(keyKind, key));
        return hashes[i] < untilHash;
    }

    boolean hasNext() {
        return open > 0;
    }

    int keyKind() {
        return keyKind;
    }

    /** The key that {@link #take} gives the value of. */
    long key() {
        return keys[heap[0]];
    }

    /** The combined value of the key, and on to the next key. */
    Object take() {
        long key = key();
        Object value = value();
        advance();
        while (open > 0 && key() == key) {
            value = merged(value, value());
            advance();
        }
        return value;
    }

    private Object value() {
        int top = heap[0];
        return Kind.boxed(valueKind, tables[top].value(places[top]));
    }

    private Object merged(Object value, Object other) {
        try {
            return mergeCombiners.call(value, other);
        } catch (Throwable thrown) {
            throw StepFailure.of(operator, thrown);
        }
    }

    private void advance() {
        int top = heap[0];
        if (!stand(top, tables[top].next(places[top] + 2))) {
            heap[0] = heap[--open];
        }
        siftDown();
    }

    private void siftUp(int from) {
        int child = from;
        while (child > 0 && comesBefore(heap[child], heap[(child - 1) / 2])) {
            swap(child, (child - 1) / 2);
            child = (child - 1) / 2;
        }
    }

    private void siftDown() {
        int parent = 0;
        while (2 * parent + 1 < open) {
            int child = 2 * parent + 1;
            if (child + 1 < open && comesBefore(heap[child + 1], heap[child])) {
                child++;
            }
            if (!comesBefore(heap[child], heap[parent])) {
                return;
            }
            swap(child, parent);
            parent = child;
        }
    }

    private boolean comesBefore(int one, int other) {
        if (hashes[one] != hashes[other]) {
            return hashes[one] < hashes[other];
        }
        return keys[one] != keys[other] ? keys[one] < keys[other] : one < other;
    }

    private void swap(int one, int other) {
        int table = heap[one];
        heap[one] = heap[other];
        heap[other] = table;
    }
}
