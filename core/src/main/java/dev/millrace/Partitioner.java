package dev.millrace;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * Which partition a key belongs to: a value. Two partitioners that are {@code equal} place every key in the same way, so
 * that what one has placed needn't be exchanged for the other.
 */
public interface Partitioner extends Serializable {
    int numPartitions();

    /** From 0 to {@link #numPartitions()} - 1; the same for equal keys, in every process. */
    int getPartition(@Nullable Object key);
}
