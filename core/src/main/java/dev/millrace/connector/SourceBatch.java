package dev.millrace.connector;

import java.util.List;

/**
 * What a source gives to one batch: the ranges that will be sealed and the splits that read exactly these. Logs without
 * news are left out. The splits may hold the records already (what was fetched ahead).
 */
public record SourceBatch<T>(List<LogRange> ranges, List<Split<T>> splits) {
    public SourceBatch {
        ranges = List.copyOf(ranges);
        splits = List.copyOf(splits);
    }

    public static <T> SourceBatch<T> empty() {
        return new SourceBatch<>(List.of(), List.of());
    }

    public boolean isEmpty() {
        return ranges.isEmpty();
    }
}
