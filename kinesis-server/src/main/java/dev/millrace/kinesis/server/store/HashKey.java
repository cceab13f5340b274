package dev.millrace.kinesis.server.store;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/** A place on the ring that the shards of a stream divide: an unsigned number of 128 bits. */
public record HashKey(long high, long low) implements Comparable<HashKey> {
    public static final HashKey MIN = new HashKey(0, 0);
    public static final HashKey MAX = new HashKey(-1, -1);

    private static final ThreadLocal<MessageDigest> MD5 = ThreadLocal.withInitial(HashKey::newMd5);

    /** A decimal number, or null if it has more than 128 bits. The text must be digits. */
    public static @Nullable HashKey parse(String decimal) {
        BigInteger value = new BigInteger(decimal);
        return value.bitLength() > 128 ? null : of(value);
    }

    static HashKey of(BigInteger value) {
        return new HashKey(value.shiftRight(64).longValue(), value.longValue());
    }

    /** Where records with this partition key go: its MD5. */
    public static HashKey ofPartitionKey(String partitionKey) {
        ByteBuffer digest = ByteBuffer.wrap(md5().digest(partitionKey.getBytes(StandardCharsets.UTF_8)));
        return new HashKey(digest.getLong(), digest.getLong());
    }

    private static MessageDigest md5() {
        // Of the thread's own: looking one up takes as long as using it.
        return MD5.get();
    }

    private static MessageDigest newMd5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has MD5", e);
        }
    }

    BigInteger toBigInteger() {
        return new BigInteger(Long.toUnsignedString(high))
                .shiftLeft(64)
                .add(new BigInteger(Long.toUnsignedString(low)));
    }

    HashKey next() {
        return new HashKey(low == -1 ? high + 1 : high, low + 1);
    }

    HashKey previous() {
        return new HashKey(low == 0 ? high - 1 : high, low - 1);
    }

    public boolean isMoreThanOneAfter(HashKey other) {
        return compareTo(other) > 0 && !equals(other.next());
    }

    @Override
    public int compareTo(HashKey other) {
        int byHigh = Long.compareUnsigned(high, other.high);
        return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
    }

    @Override
    public String toString() {
        return toBigInteger().toString();
    }
}
