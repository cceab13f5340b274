package dev.millrace.state;

/** The key groups {@code [first, until)} that a partition of a stateful operator owns. */
public record KeyGroupRange(int first, int until) {
    public static KeyGroupRange of(int keyGroups, int partition, int partitions) {
        return new KeyGroupRange(bound(keyGroups, partition, partitions), bound(keyGroups, partition + 1, partitions));
    }

    /** The partition that owns a key group: the inverse of {@link #of}. */
    public static int partitionOf(int keyGroup, int keyGroups, int partitions) {
        return (int) ((long) keyGroup * partitions / keyGroups);
    }

    /** The first key group that {@link #partitionOf} gives to this partition: the quotient rounded up. */
    private static int bound(int keyGroups, int partition, int partitions) {
        return (int) (((long) keyGroups * partition + partitions - 1) / partitions);
    }
}
