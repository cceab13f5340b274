package dev.millrace.plan;

import dev.millrace.connector.Split;
import dev.millrace.function.Emitter;
import java.util.ArrayList;
import java.util.List;

/**
 * A split whose records are in memory already: a slice of a list that nobody changes any more. The embedded engine reads
 * it in a loop of its own, faster than a split of another class.
 */
public record ListSplit<T>(List<T> records) implements Split<T> {
    /** The list in so many slices of nearly equal length, in order. */
    public static <T> List<ListSplit<T>> slices(List<T> records, int slices) {
        List<ListSplit<T>> splits = new ArrayList<>(slices);
        for (int i = 0; i < slices; i++) {
            int from = (int) ((long) records.size() * i / slices);
            int until = (int) ((long) records.size() * (i + 1) / slices);
            splits.add(new ListSplit<>(RecordArray.copyOf(records.subList(from, until))));
        }
        return splits;
    }

    @Override
    public void read(Emitter<? super T> out) {
        for (T record : records) {
            if (out.isStopped()) {
                return;
            }
            out.accept(record);
        }
    }

    @Override
    public long recordCount() {
        return records.size();
    }
}
