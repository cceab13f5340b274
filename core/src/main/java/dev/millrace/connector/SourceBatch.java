package dev.millrace.connector;

import java.util.List;

/**
 * What a source gives to one batch: the ranges that will be sealed and the splits that read exactly these. Logs without
 * news are left out. The splits may hold the records already (what was fetched ahead).
 */
public record SourceBatch<T>(List<LogRange> ranges, List<Split<T>> splits) {
    private static final SourceBatch<?> EMPTY = new SourceBatch<>(List.of(), List.of());

    public SourceBatch {
        ranges = List.copyOf(ranges);
        splits = List.copyOf(splits);
    }

    /** Nothing new; always the same object, so that an idle source costs nothing. */
    @SuppressWarnings("unchecked") // it holds no T
    public static <T> SourceBatch<T> empty() {
        return (SourceBatch<T>) EMPTY;
    }

    public boolean isEmpty() {
        return ranges.isEmpty();
    }
}
