package dev.millrace.kinesis.server.store;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** A range of hash keys, both ends included. */
public record HashKeyRange(HashKey start, HashKey end) {
    private static final BigInteger RING = BigInteger.ONE.shiftLeft(128);

    public HashKeyRange {
        if (start.compareTo(end) > 0) {
            throw new IllegalArgumentException("A range of hash keys from " + start + " to " + end + " is empty");
        }
    }

    /** The whole ring in equal parts; the last one takes what the division leaves over. */
    static List<HashKeyRange> divide(int parts) {
        BigInteger width = RING.divide(BigInteger.valueOf(parts));
        List<HashKeyRange> ranges = new ArrayList<>(parts);
        HashKey start = HashKey.MIN;
        for (int i = 1; i <= parts; i++) {
            HashKey end = i == parts
                    ? HashKey.MAX
                    : HashKey.of(width.multiply(BigInteger.valueOf(i)).subtract(BigInteger.ONE));
            ranges.add(new HashKeyRange(start, end));
            start = end.next();
        }
        return ranges;
    }

    public boolean contains(HashKey key) {
        return start.compareTo(key) <= 0 && key.compareTo(end) <= 0;
    }

    /** The key that the second half begins with; the range must have more than two keys. */
    public HashKey middle() {
        return HashKey.of(start.toBigInteger().add(end.toBigInteger()).shiftRight(1))
                .next();
    }

    /** Whether the other range begins where this one ends. */
    public boolean isFollowedBy(HashKeyRange other) {
        return !end.equals(HashKey.MAX) && end.next().equals(other.start);
    }
}
