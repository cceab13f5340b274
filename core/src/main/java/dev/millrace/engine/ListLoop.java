package dev.millrace.engine;

import java.util.List;

/** Pushes the elements of a list. */
final class ListLoop extends Loop<List<?>> {
    ListLoop() {}

    @Override
    void run(List<?> records, Step to, Task task) {
        int size = records.size();
        for (int from = 0; from < size && !task.isCancelled(); from += CHECK_EVERY) {
            int until = Math.min(size, from + CHECK_EVERY);
            for (int i = from; i < until; i++) {
                if (to.isStopped()) {
                    return;
                }
                to.accept(records.get(i));
            }
        }
    }
}
