package dev.millrace.connector.kinesis;

/** Divides a batch among shards: nobody gets more than it has, and nobody waits for one that has more. Pure. */
final class FairShare {
    private FairShare() {}

    /**
     * How many records each shard may give.
     *
     * @param first whose turn it is to get what can't be divided evenly
     */
    static long[] of(long[] available, long recordsMax, int first) {
        long[] shares = new long[available.length];
        long left = recordsMax;
        int hungry = available.length;
        while (left > 0 && hungry > 0) {
            // What can't be divided evenly waits until nothing else is left.
            long odd = left < hungry ? left : 0;
            long each = left / hungry;
            hungry = 0;
            for (int i = 0; i < available.length; i++) {
                int shard = Math.floorMod(first + i, available.length);
                long missing = available[shard] - shares[shard];
                long given = Math.min(missing, odd > 0 ? 1 : each);
                odd -= odd > 0 ? given : 0;
                shares[shard] += given;
                left -= given;
                hungry += given < missing ? 1 : 0;
            }
        }
        return shares;
    }
}
