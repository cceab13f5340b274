package dev.millrace.connector;

import dev.millrace.function.Emitter;
import java.io.Serializable;
import java.util.List;

/**
 * A part of a range that one task reads: one partition of the RDD. Reading it again gives the same records in the same
 * order, in any thread and, on Spark, in any process.
 */
public interface Split<T> extends Serializable {
    /** Pushes every record to {@code out}, in order; returns early once {@code out} is stopped. */
    void read(Emitter<? super T> out) throws Exception;

    /** How many records it will give, or -1 where nobody knows before reading. */
    default long recordCount() {
        return -1;
    }

    /** Hosts where reading is cheapest; empty means anywhere. */
    default List<String> preferredLocations() {
        return List.of();
    }
}
