package dev.millrace.engine;

import java.lang.invoke.MethodHandles;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Folds a list: what its elements are so far lies in a register, and not in memory, between two of them. */
final class ListFoldLoop extends Loop<List<?>> {
    private static final @Nullable Stage STAGE = HiddenCopies.stageOf(MethodHandles.lookup());

    ListFoldLoop() {}

    @Override
    void run(List<?> records, Step first, Frame frame) {
        Accumulated into = accumulated(first, frame);
        long bits = into.bits;
        int size = records.size();
        for (int i = 0; i < size; i++) {
            if ((i & (CHECK_EVERY - 1)) == 0 && frame.isCancelled()) {
                return;
            }
            Step to = STAGE == null ? first : STAGE.first();
            int kind = into.kind();
            if (kind == Kind.LONGS) {
                bits = to.fold(records.get(i), bits, Kind.LONGS, frame);
            } else if (kind == Kind.INTS) {
                bits = to.fold(records.get(i), bits, Kind.INTS, frame);
            } else if (kind == Kind.DOUBLES) {
                bits = to.fold(records.get(i), bits, Kind.DOUBLES, frame);
            } else if (kind == Kind.OBJECTS) {
                to.accept(records.get(i), frame);
            } else {
                bits = to.fold(records.get(i), bits, kind, frame);
            }
        }
        into.bits = bits;
    }
}
