package dev.millrace.engine;

import dev.millrace.Pair;
import java.lang.invoke.MethodHandles;
import org.jspecify.annotations.Nullable;

/** Pushes the pairs of a table. The boxing is in here, so that each copy knows the one kind that it boxes. */
final class TableLoop extends Loop<KeyTable> {
    private static final @Nullable Stage STAGE = HiddenCopies.stageOf(MethodHandles.lookup());

    TableLoop() {}

    @Override
    void run(KeyTable table, Step first, Frame frame) {
        Step to = STAGE == null ? first : STAGE.first();
        Step last = STAGE == null ? first.last() : STAGE.last();
        Task task = frame.task();
        int size = table.size();
        for (int from = 0; from < size && !task.isCancelled(); from += CHECK_EVERY) {
            int until = Math.min(size, from + CHECK_EVERY);
            for (int place = from; place < until; place++) {
                if (last.isStopped(frame)) {
                    return;
                }
                to.accept(new Pair<>(table.keyAt(place), value(table, place)), frame);
            }
        }
    }

    private static Object value(KeyTable table, int place) {
        int kind = table.valueKind();
        if (kind == Kind.LONGS) {
            return table.number(place);
        }
        if (kind == Kind.INTS) {
            return (int) table.number(place);
        }
        return kind == Kind.DOUBLES ? (Object) Double.longBitsToDouble(table.number(place)) : table.object(place);
    }
}
