package dev.millrace.engine;

import java.lang.invoke.MethodHandles;
import org.jspecify.annotations.Nullable;

/** Pushes the elements of an array. One loop with few variables: each of them is saved around every call that isn't inlined. */
final class ArrayLoop extends Loop<Object[]> {
    private static final @Nullable Stage STAGE = HiddenCopies.stageOf(MethodHandles.lookup());

    ArrayLoop() {}

    @Override
    void run(Object[] records, Step first, Frame frame) {
        Step last = first.last();
        for (int i = 0; i < records.length; i++) {
            if ((STAGE == null ? last : STAGE.last()).isStopped(frame)
                    || ((i & (CHECK_EVERY - 1)) == 0 && frame.isCancelled())) {
                return;
            }
            (STAGE == null ? first : STAGE.first()).accept(records[i], frame);
        }
    }
}
