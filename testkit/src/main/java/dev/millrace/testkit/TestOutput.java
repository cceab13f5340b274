package dev.millrace.testkit;

import java.util.List;
import java.util.SortedMap;

/** What a reader outside the program sees of a test sink. It survives a crash of the program. Any thread may read. */
public interface TestOutput<T> {
    /** Everything visible, by batch number; within a batch by partition, within a partition as written. */
    SortedMap<Long, List<T>> batches();

    /** Everything visible, in the order of {@link #batches}. */
    default List<T> records() {
        return batches().values().stream().flatMap(List::stream).toList();
    }

    /** What batch {@code number} wrote; empty if nothing of it is visible. */
    default List<T> batch(long number) {
        List<T> found = batches().get(number);
        return found == null ? List.of() : found;
    }

    /** What the newest batch with any output wrote; empty if there is none. */
    default List<T> lastBatch() {
        SortedMap<Long, List<T>> batches = batches();
        return batches.isEmpty() ? List.of() : batch(batches.lastKey());
    }
}
