package dev.millrace.engine;

import java.lang.invoke.MethodHandles;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** Pushes what an iterator gives. */
final class IteratorLoop extends Loop<Iterator<?>> {
    private static final @Nullable Stage STAGE = HiddenCopies.stageOf(MethodHandles.lookup());

    IteratorLoop() {}

    @Override
    void run(Iterator<?> records, Step first, Frame frame) {
        Step to = STAGE == null ? first : STAGE.first();
        Step last = STAGE == null ? first.last() : STAGE.last();
        while (records.hasNext() && !last.isStopped(frame)) {
            to.accept(records.next(), frame);
        }
    }
}
