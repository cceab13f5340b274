package dev.millrace.engine;

import dev.millrace.Pair;
import dev.millrace.plan.Groups;
import java.util.List;

/** Pushes the keys of a table of groups with their groups. */
final class GroupLoop extends Loop<KeyTable> {
    GroupLoop() {}

    @Override
    void run(KeyTable table, Step to, Task task) {
        for (int i = 0; i < table.size() && !to.isStopped(); i++) {
            if (i % CHECK_EVERY == 0 && task.isCancelled()) {
                return;
            }
            to.accept(new Pair<>(table.keyAt(i), new Groups(lists(table, i))));
        }
    }

    static List<?>[] lists(KeyTable table, int place) {
        if (table.object(place) instanceof List<?>[] lists) {
            return lists;
        }
        throw new IllegalStateException("a key without groups");
    }
}
