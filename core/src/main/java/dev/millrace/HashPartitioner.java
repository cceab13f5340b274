package dev.millrace;

import org.jspecify.annotations.Nullable;

/** Places keys by {@code hashCode}, spread so that regular keys (multiples of four, say) fill all partitions. */
public record HashPartitioner(int numPartitions) implements Partitioner {
    public HashPartitioner {
        Checks.partitions(numPartitions);
    }

    @Override
    public int getPartition(@Nullable Object key) {
        return key == null ? 0 : partitionOf(spread(key.hashCode()), numPartitions);
    }

    /** Spreads a hash code over all 32 bits: Fibonacci hashing, then the upper half mixed into the lower. */
    public static int spread(int hashCode) {
        int hash = hashCode * 0x9E3779B9;
        return hash ^ (hash >>> 15);
    }

    /** The partition of a spread hash, from its upper bits; the lower ones are left to hash tables. */
    public static int partitionOf(int spreadHash, int partitions) {
        return (int) ((Integer.toUnsignedLong(spreadHash) * partitions) >>> Integer.SIZE);
    }
}
