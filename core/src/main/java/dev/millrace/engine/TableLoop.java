package dev.millrace.engine;

import dev.millrace.Pair;

/** Pushes the pairs of a table. The boxing is in here, so that each copy knows the one kind that it boxes. */
final class TableLoop extends Loop<KeyTable> {
    TableLoop() {}

    @Override
    void run(KeyTable table, Step to, Task task) {
        int size = table.size();
        for (int from = 0; from < size && !task.isCancelled(); from += CHECK_EVERY) {
            int until = Math.min(size, from + CHECK_EVERY);
            for (int i = from; i < until; i++) {
                if (to.isStopped()) {
                    return;
                }
                to.accept(new Pair<>(key(table, i), value(table, i)));
            }
        }
    }

    private static Object key(KeyTable table, int place) {
        int kind = table.keyKind();
        if (kind == KeyTable.LONGS) {
            return table.numberKey(place);
        }
        return kind == KeyTable.INTS ? (Object) (int) table.numberKey(place) : table.objectKey(place);
    }

    private static Object value(KeyTable table, int place) {
        int kind = table.valueKind();
        if (kind == KeyTable.LONGS) {
            return table.number(place);
        }
        if (kind == KeyTable.INTS) {
            return (int) table.number(place);
        }
        return kind == KeyTable.DOUBLES ? (Object) Double.longBitsToDouble(table.number(place)) : table.object(place);
    }
}
