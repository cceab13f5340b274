package dev.millrace.state;

/**
 * The key groups {@code [first, until)} that a partition of a stateful operator owns. Both steps from a key to its
 * partition cut the hashes, taken as a line from 0 to 2^32, into even intervals: key groups are intervals of the line, and
 * partitions are intervals of key groups.
 */
public record KeyGroupRange(int first, int until) {
    /** More key groups than this are not of use. */
    static final int KEY_GROUPS_MAX = 1 << 15;

    public static KeyGroupRange of(int keyGroups, int partition, int partitions) {
        return new KeyGroupRange(bound(keyGroups, partition, partitions), bound(keyGroups, partition + 1, partitions));
    }

    /** The key group of a key with this hash: its place on the line of all hashes. */
    public static int keyGroupOf(int hash, int keyGroups) {
        return (int) ((Integer.toUnsignedLong(hash) * keyGroups) >>> Integer.SIZE);
    }

    /** The partition that owns a key group: the inverse of {@link #of}. */
    public static int partitionOf(int keyGroup, int keyGroups, int partitions) {
        return (int) ((long) keyGroup * partitions / keyGroups);
    }

    /** The first key group that {@link #partitionOf} gives to this partition: the quotient rounded up. */
    private static int bound(int keyGroups, int partition, int partitions) {
        return (int) (((long) keyGroups * partition + partitions - 1) / partitions);
    }

    boolean contains(int keyGroup) {
        return first <= keyGroup && keyGroup < until;
    }

    boolean overlaps(KeyGroupRange other) {
        return first < other.until && other.first < until;
    }
}
