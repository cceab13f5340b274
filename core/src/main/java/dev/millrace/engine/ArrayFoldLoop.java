package dev.millrace.engine;

import java.lang.invoke.MethodHandles;
import org.jspecify.annotations.Nullable;

/** Folds an array: what its elements are so far lies in a register, and not in memory, between two of them. */
final class ArrayFoldLoop extends Loop<Object[]> {
    private static final @Nullable Stage STAGE = HiddenCopies.stageOf(MethodHandles.lookup());

    ArrayFoldLoop() {}

    @Override
    void run(Object[] records, Step first, Frame frame) {
        Accumulated into = accumulated(first, frame);
        long bits = into.bits;
        for (int i = 0; i < records.length; i++) {
            if ((i & (CHECK_EVERY - 1)) == 0 && frame.isCancelled()) {
                return;
            }
            Step to = STAGE == null ? first : STAGE.first();
            int kind = into.kind();
            if (kind == Kind.LONGS) {
                bits = to.fold(records[i], bits, Kind.LONGS, frame);
            } else if (kind == Kind.INTS) {
                bits = to.fold(records[i], bits, Kind.INTS, frame);
            } else if (kind == Kind.DOUBLES) {
                bits = to.fold(records[i], bits, Kind.DOUBLES, frame);
            } else if (kind == Kind.OBJECTS) {
                to.accept(records[i], frame);
            } else {
                bits = to.fold(records[i], bits, kind, frame);
            }
        }
        into.bits = bits;
    }
}
