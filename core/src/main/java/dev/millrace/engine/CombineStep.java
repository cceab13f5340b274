package dev.millrace.engine;

import dev.millrace.HashPartitioner;
import dev.millrace.Pair;
import dev.millrace.function.Function2;
import dev.millrace.plan.Operator;
import java.lang.invoke.MethodHandles;
import org.jspecify.annotations.Nullable;

/**
 * The end of a stage before an exchange with a combiner. What compares keys and calls functions is in here, so that a copy
 * of this class does it for one class of keys and one combiner.
 */
final class CombineStep extends Step {
    private static final @Nullable Step COPY = HiddenCopies.stepOf(MethodHandles.lookup());

    private final Callee<Combining> combining;
    private final Operator operator;

    CombineStep(Parts parts) {
        super(parts);
        this.combining = parts.callee();
        this.operator = parts.user();
    }

    /** A frame for a stage that ends with such a step. */
    static Frame frame(Task task, Combined combined, Step end, Combining combining) {
        Frame frame = new Frame(task, combined);
        frame.put(end.parts().calleeSlot(), combining);
        return frame;
    }

    @Override
    void accept(Object record, Frame frame) {
        Pair<?, ?> pair;
        try {
            pair = Pairs.of(record);
        } catch (RuntimeException thrown) {
            throw StepFailure.of(operator, thrown);
        }
        acceptPair(pair.key(), pair.value(), frame);
    }

    @Override
    boolean takesPairs() {
        return true;
    }

    @Override
    void acceptPair(Object key, Object value, Frame frame) {
        Combined combined = (Combined) frame.end();
        try {
            NumberTable numbers = combined.numbers();
            if (key instanceof Long number && numbers.keyKind() == Kind.LONGS && number != NumberTable.FREE) {
                int hash = HashPartitioner.spread(Long.hashCode(number));
                addNumber(combined, number, hash, value, frame);
            } else if (key instanceof Integer number && numbers.keyKind() == Kind.INTS) {
                addNumber(combined, number, HashPartitioner.spread(number), value, frame);
            } else {
                addOther(combined, key, value, frame);
            }
        } catch (Throwable thrown) {
            throw StepFailure.of(operator, thrown);
        }
    }

    /** A key that is where it is looked for first: all else is a call, so that nothing is saved on the stack for it here. */
    private void addNumber(Combined combined, long key, int hash, Object value, Frame frame) throws Exception {
        CombineStep self = COPY == null ? this : (CombineStep) COPY;
        NumberTable numbers = combined.numbers();
        long[] cells = numbers.cells();
        int home = numbers.home(hash);
        if (cells[home] != key || numbers.valueKind() != Kind.LONGS) {
            addElsewhere(combined, key, hash, value, frame);
            return;
        }
        Object merged = self.combining.in(frame).mergeValue().call(cells[home + 1], value);
        if (merged instanceof Long number) {
            cells[home + 1] = number;
        } else {
            setOther(combined, Kind.boxed(numbers.keyKind(), key), merged);
        }
    }

    private void addElsewhere(Combined combined, long key, int hash, Object value, Frame frame) throws Exception {
        CombineStep self = COPY == null ? this : (CombineStep) COPY;
        Combining functions = self.combining.in(frame);
        NumberTable numbers = combined.numbers();
        int place = numbers.find(key, hash);
        int kind = numbers.valueKind();
        if (place < 0) {
            Object created = functions.create().call(value);
            if (Kind.of(created) == kind) {
                numbers.add(key, -1 - place, Kind.unboxed(created));
            } else {
                addFirst(combined, Kind.boxed(numbers.keyKind(), key), created);
            }
            return;
        }
        Object merged;
        if (kind == Kind.LONGS) {
            merged = functions.mergeValue().call(numbers.value(place), value);
            if (merged instanceof Long number) {
                numbers.setValue(place, number);
                return;
            }
        } else if (kind == Kind.INTS) {
            merged = functions.mergeValue().call((int) numbers.value(place), value);
            if (merged instanceof Integer number) {
                numbers.setValue(place, number);
                return;
            }
        } else {
            merged = functions.mergeValue().call(Double.longBitsToDouble(numbers.value(place)), value);
            if (merged instanceof Double number) {
                numbers.setValue(place, Double.doubleToRawLongBits(number));
                return;
            }
        }
        setOther(combined, Kind.boxed(numbers.keyKind(), key), merged);
    }

    /** A new key whose value isn't of the kind that was expected: the first one of all decides on that. */
    private static void addFirst(Combined combined, Object key, Object created) {
        if (combined.hasNumbers() || !combined.begin(key, created)) {
            setOther(combined, key, created);
        }
    }

    /** The value of a key is no number any more. */
    private static void setOther(Combined combined, Object key, Object value) {
        combined.spill();
        int hash = KeyTable.hash(key);
        KeyTable table = combined.table(key, hash);
        int place = table.place(key, hash);
        table.setValue(place < 0 ? -1 - place : place, value);
    }

    private void addOther(Combined combined, Object key, Object value, Frame frame) throws Exception {
        CombineStep self = COPY == null ? this : (CombineStep) COPY;
        Combining functions = self.combining.in(frame);
        if (combined.numbers().keyKind() != Kind.OBJECTS) {
            if (!combined.hasNumbers()) {
                addFirst(combined, key, functions.create().call(value));
                return;
            }
            combined.spill();
        }
        int hash = key == null ? 0 : HashPartitioner.spread(key.hashCode());
        KeyTable table = combined.table(key, hash);
        int place = place(table, key, hash);
        if (place < 0) {
            table.setValue(-1 - place, functions.create().call(value));
        } else {
            merge(table, place, value, frame);
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

    private void merge(KeyTable table, int place, Object value, Frame frame) throws Exception {
        CombineStep self = COPY == null ? this : (CombineStep) COPY;
        Function2<Object, Object, Object> mergeValue = self.combining.in(frame).mergeValue();
        int kind = table.valueKind();
        Object merged;
        if (kind == Kind.LONGS) {
            merged = mergeValue.call(table.number(place), value);
            if (merged instanceof Long number) {
                table.setNumber(place, number);
                return;
            }
        } else if (kind == Kind.INTS) {
            merged = mergeValue.call((int) table.number(place), value);
            if (merged instanceof Integer number) {
                table.setNumber(place, number);
                return;
            }
        } else if (kind == Kind.DOUBLES) {
            merged = mergeValue.call(Double.longBitsToDouble(table.number(place)), value);
            if (merged instanceof Double number) {
                table.setNumber(place, Double.doubleToRawLongBits(number));
                return;
            }
        } else {
            Object old = table.object(place);
            merged = mergeValue.call(old, value);
            if (merged == old) {
                return;
            }
        }
        table.setValue(place, merged);
    }
}
