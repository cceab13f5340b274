package dev.millrace.connector.kafka;

/**
 * Divides a batch among partitions: none gets more than it has or than its own limit, none waits for one that has more,
 * and each gets its least, whatever the batch as a whole may take. Pure.
 */
final class Shares {
    private Shares() {}

    /**
     * How many records each partition may give.
     *
     * @param least of each partition, at most {@code most}
     * @param first whose turn it is to get what can't be divided evenly
     */
    static long[] of(long[] available, long recordsMax, long least, long most, int first) {
        long[] wanted = new long[available.length];
        long[] shares = new long[available.length];
        long left = recordsMax;
        for (int i = 0; i < available.length; i++) {
            wanted[i] = Math.min(available[i], most);
            shares[i] = Math.min(wanted[i], least);
            left -= shares[i];
        }
        int hungry = available.length;
        while (left > 0 && hungry > 0) {
            // What can't be divided evenly waits until nothing else is left.
            long odd = left < hungry ? left : 0;
            long each = left / hungry;
            hungry = 0;
            for (int i = 0; i < available.length; i++) {
                int partition = Math.floorMod(first + i, available.length);
                long missing = wanted[partition] - shares[partition];
                long given = Math.min(missing, odd > 0 ? 1 : each);
                odd -= odd > 0 ? given : 0;
                shares[partition] += given;
                left -= given;
                hungry += given < missing ? 1 : 0;
            }
        }
        return shares;
    }
}
