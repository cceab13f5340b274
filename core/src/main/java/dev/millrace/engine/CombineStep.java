package dev.millrace.engine;

import dev.millrace.HashPartitioner;
import dev.millrace.Pair;
import dev.millrace.function.Function;
import dev.millrace.function.Function2;
import dev.millrace.plan.Operator;

/**
 * The end of a stage before an exchange with a combiner: a table for each target partition. What compares keys and calls
 * functions is in here, so that a copy of this class does it for one class of keys and one combiner.
 */
final class CombineStep extends End {
    private final Function<Object, Object> create;
    private final Function2<Object, Object, Object> mergeValue;
    private final Placing placing;
    private final Operator operator;
    private final KeyTable[] tables;

    CombineStep(Parts parts) {
        super(parts);
        Work work = (Work) parts.work();
        this.create = work.combining.create();
        this.mergeValue = work.combining.mergeValue();
        this.placing = work.placing;
        this.operator = work.operator;
        this.tables = work.tables;
    }

    /** How values are combined, where pairs go, and the empty tables of the targets. */
    static final class Work {
        final Combining combining;
        final Placing placing;
        final Operator operator;
        final KeyTable[] tables;

        Work(Combining combining, Placing placing, Operator operator, KeyTable[] tables) {
            this.combining = combining;
            this.placing = placing;
            this.operator = operator;
            this.tables = tables;
        }
    }

    @Override
    public void accept(Object record) {
        Pair<?, ?> pair = (Pair<?, ?>) record;
        try {
            Object key = pair.key();
            int hash = key == null ? 0 : HashPartitioner.spread(key.hashCode());
            KeyTable table = tables[placing.target(key, hash)];
            int place = place(table, key, hash);
            if (place < 0) {
                begin(table, -1 - place, pair.value());
            } else {
                merge(table, place, pair.value());
            }
        } catch (Throwable thrown) {
            throw StepFailure.of(operator, thrown);
        }
    }

    private static int place(KeyTable table, Object key, int hash) {
        int kind = table.keyKind();
        if (kind == KeyTable.LONGS && key instanceof Long number) {
            return table.placeOfNumber(number, hash);
        }
        if (kind == KeyTable.INTS && key instanceof Integer number) {
            return table.placeOfNumber(number, hash);
        }
        return kind == KeyTable.OBJECTS ? placeOfObject(table, key, hash) : table.place(key, hash);
    }

    private static int placeOfObject(KeyTable table, Object key, int hash) {
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

    private void begin(KeyTable table, int place, Object value) throws Exception {
        Object combined = create.call(value);
        if (table.valueKind() == KeyTable.LONGS && combined instanceof Long number) {
            table.setNumber(place, number);
        } else {
            table.setValue(place, combined);
        }
    }

    private void merge(KeyTable table, int place, Object value) throws Exception {
        int kind = table.valueKind();
        if (kind == KeyTable.LONGS) {
            Object merged = mergeValue.call(table.number(place), value);
            if (merged instanceof Long number) {
                table.setNumber(place, number);
            } else {
                table.setValue(place, merged);
            }
        } else if (kind == KeyTable.INTS) {
            Object merged = mergeValue.call((int) table.number(place), value);
            if (merged instanceof Integer number) {
                table.setNumber(place, number);
            } else {
                table.setValue(place, merged);
            }
        } else if (kind == KeyTable.DOUBLES) {
            Object merged = mergeValue.call(Double.longBitsToDouble(table.number(place)), value);
            if (merged instanceof Double number) {
                table.setNumber(place, Double.doubleToRawLongBits(number));
            } else {
                table.setValue(place, merged);
            }
        } else {
            Object old = table.object(place);
            Object merged = mergeValue.call(old, value);
            if (merged != old) {
                table.setValue(place, merged);
            }
        }
    }
}
