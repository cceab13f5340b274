package dev.millrace.spark;

import dev.millrace.Partitioner;
import dev.millrace.serde.Serdes;
import dev.millrace.state.KeyGroupRange;
import org.jspecify.annotations.Nullable;

/** Places keys in the partition that owns their key group. */
record KeyGroupPartitioner(Serdes serdes, int keyGroups, int numPartitions) implements Partitioner {
    @Override
    public int getPartition(@Nullable Object key) {
        return KeyGroupRange.partitionOf(
                KeyGroupRange.keyGroupOf(serdes.hash(key), keyGroups), keyGroups, numPartitions);
    }
}
