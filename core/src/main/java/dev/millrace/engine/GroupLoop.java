package dev.millrace.engine;

import dev.millrace.Pair;
import dev.millrace.plan.Groups;
import java.lang.invoke.MethodHandles;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Pushes the keys of a table of groups with their groups. */
final class GroupLoop extends Loop<KeyTable> {
    private static final @Nullable Stage STAGE = HiddenCopies.stageOf(MethodHandles.lookup());

    GroupLoop() {}

    @Override
    void run(KeyTable table, Step first, Frame frame) {
        Step to = STAGE == null ? first : STAGE.first();
        Step last = STAGE == null ? first.last() : STAGE.last();
        for (int i = 0; i < table.size() && !last.isStopped(frame); i++) {
            if ((i & (CHECK_EVERY - 1)) == 0 && frame.task().isCancelled()) {
                return;
            }
            to.accept(new Pair<>(table.keyAt(i), new Groups(lists(table, i))), frame);
        }
    }

    static List<?>[] lists(KeyTable table, int place) {
        if (table.object(place) instanceof List<?>[] lists) {
            return lists;
        }
        throw new IllegalStateException("a key without groups");
    }
}
