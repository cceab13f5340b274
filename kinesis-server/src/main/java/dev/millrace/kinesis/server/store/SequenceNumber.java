package dev.millrace.kinesis.server.store;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * Where a record stands, as clients see it: a decimal number whose 47 hexadecimal digits are
 * {@code 2 | shard creation seconds:9 | shard index & 15:1 | index:16 | 00 | seconds:9 | shard index:8 | 2}. The index leads to the record in the
 * shard's log (see {@link Shard#sequenceNumber}); numbers grow along a shard and from a shard to its children.
 *
 * @param shardCreatedSeconds when the shard was made, in seconds since 1970
 * @param shardIndex the number in the shard's id
 * @param index grows from record to record within the shard
 * @param seconds when the record came, in seconds since 1970
 */
public record SequenceNumber(long shardCreatedSeconds, int shardIndex, long index, long seconds)
        implements Comparable<SequenceNumber> {
    /** The index that ends a closed shard. */
    public static final long INDEX_MAX = Long.MAX_VALUE;

    private static final long SECONDS_MAX = 0xF_FFFF_FFFFL;
    private static final int DIGITS = 56;
    private static final long BILLION = 1_000_000_000L;

    public SequenceNumber {
        if (shardCreatedSeconds < 0 || shardCreatedSeconds > SECONDS_MAX || seconds < 0 || seconds > SECONDS_MAX) {
            throw new IllegalArgumentException("A sequence number has 36 bits for seconds, and they are not negative");
        }
        if (index < 0) {
            throw new IllegalArgumentException("A sequence number's index must not be negative: " + index);
        }
    }

    /** Reads a decimal number; null if it is none that a shard could have given. The text must be digits. */
    public static @Nullable SequenceNumber parse(String decimal) {
        if (decimal.length() > DIGITS) {
            return null;
        }
        BigInteger value = new BigInteger(decimal);
        long top = value.shiftRight(128).longValue();
        long middle = value.shiftRight(64).longValue();
        long bottom = value.longValue();
        long index = (top & 0xFFFF) << 48 | middle >>> 16;
        if (top >>> 56 != 2 || (bottom & 15) != 2 || index < 0) {
            return null;
        }
        return new SequenceNumber(
                top >>> 20 & SECONDS_MAX, (int) (bottom >>> 4), index, (middle & 0xFF) << 28 | bottom >>> 36);
    }

    /** The decimal number, always 56 digits. */
    @Override
    public String toString() {
        long top = 2L << 56 | shardCreatedSeconds << 20 | (shardIndex & 15L) << 16 | index >>> 48;
        long middle = index << 16 | seconds >>> 28;
        long bottom = seconds << 36 | (shardIndex & 0xFFFF_FFFFL) << 4 | 2;
        long[] limbs = {
            top >>> 32, top & 0xFFFF_FFFFL, middle >>> 32, middle & 0xFFFF_FFFFL, bottom >>> 32, bottom & 0xFFFF_FFFFL
        };
        byte[] digits = new byte[DIGITS];
        // By hand, since each record put or read needs one and BigInteger takes several times as long.
        int first = 0;
        for (int end = DIGITS; end > 0; end -= 9) {
            while (first < limbs.length && limbs[first] == 0) {
                first++;
            }
            long remainder = 0;
            for (int i = first; i < limbs.length; i++) {
                long dividend = remainder << 32 | limbs[i];
                limbs[i] = dividend / BILLION;
                remainder = dividend - limbs[i] * BILLION;
            }
            int part = (int) remainder;
            for (int i = end - 1; i >= Math.max(0, end - 9); i--) {
                int tenth = part / 10;
                digits[i] = (byte) ('0' + part - 10 * tenth);
                part = tenth;
            }
        }
        return new String(digits, java.nio.charset.StandardCharsets.ISO_8859_1);
    }

    @Override
    public int compareTo(SequenceNumber other) {
        int byShard = Long.compare(shardCreatedSeconds, other.shardCreatedSeconds);
        if (byShard != 0) {
            return byShard;
        }
        int byIndexDigit = Integer.compare(shardIndex & 15, other.shardIndex & 15);
        return byIndexDigit != 0 ? byIndexDigit : Long.compare(index, other.index);
    }
}
