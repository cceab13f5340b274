package dev.millrace.benchmarks.input;

import java.util.List;

/**
 * The records of one batch, boxed and in memory before anything is measured, one part per thread. Every pass of every
 * contestant reads the same objects, so the generator costs nothing while the clock runs.
 */
public record Batch<T>(List<T[]> parts) {
    /** Threads, partitions and splits: what {@code local[2]} has. */
    public static final int PARTS = 2;

    public Batch {
        parts = List.copyOf(parts);
    }

    public int records() {
        int records = 0;
        for (T[] part : parts) {
            records += part.length;
        }
        return records;
    }
}
