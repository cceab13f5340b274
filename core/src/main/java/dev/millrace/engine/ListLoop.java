package dev.millrace.engine;

import java.lang.invoke.MethodHandles;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Pushes the elements of a list. One loop with few variables: each of them is saved around every call that isn't inlined. */
final class ListLoop extends Loop<List<?>> {
    private static final @Nullable Stage STAGE = HiddenCopies.stageOf(MethodHandles.lookup());

    ListLoop() {}

    @Override
    void run(List<?> records, Step first, Frame frame) {
        Step last = first.last();
        int size = records.size();
        for (int i = 0; i < size; i++) {
            if ((STAGE == null ? last : STAGE.last()).isStopped(frame)
                    || ((i & (CHECK_EVERY - 1)) == 0 && frame.isCancelled())) {
                return;
            }
            (STAGE == null ? first : STAGE.first()).accept(records.get(i), frame);
        }
    }
}
