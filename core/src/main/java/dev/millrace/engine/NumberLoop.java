package dev.millrace.engine;

import dev.millrace.Pair;
import java.lang.invoke.MethodHandles;
import org.jspecify.annotations.Nullable;

/** Pushes the pairs of tables of numbers that are merged on the way. */
final class NumberLoop extends Loop<NumberMerge> {
    private static final @Nullable Stage STAGE = HiddenCopies.stageOf(MethodHandles.lookup());

    NumberLoop() {}

    @Override
    void run(NumberMerge merge, Step first, Frame frame) {
        Step to = STAGE == null ? first : STAGE.first();
        Step last = STAGE == null ? first.last() : STAGE.last();
        Task task = frame.task();
        boolean longs = merge.keyKind() == Kind.LONGS;
        for (int i = 1; merge.hasNext() && !last.isStopped(frame); i++) {
            if ((i & (CHECK_EVERY - 1)) == 0 && task.isCancelled()) {
                return;
            }
            long key = merge.key();
            Object value = merge.take();
            Object boxed = longs ? (Object) key : (Object) (int) key;
            to.accept(new Pair<>(boxed, value), frame);
        }
    }
}
