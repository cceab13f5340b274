package dev.millrace.connector.kinesis;

import java.io.Serializable;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/** The hash keys that a shard holds, both ends included. */
record HashRange(BigInteger first, BigInteger last) implements Serializable {
    static final BigInteger MAX = BigInteger.ONE.shiftLeft(128).subtract(BigInteger.ONE);
    static final HashRange ALL = new HashRange(BigInteger.ZERO, MAX);

    static HashRange of(String first, String last) {
        return new HashRange(new BigInteger(first), new BigInteger(last));
    }

    /** Whether a record with this key belongs here: by its explicit hash key, else by the MD5 of its partition key. */
    boolean holds(String partitionKey, @Nullable String explicitHashKey) {
        BigInteger hash;
        try {
            hash = explicitHashKey == null ? hashOf(partitionKey) : new BigInteger(explicitHashKey);
        } catch (NumberFormatException e) {
            return true;
        }
        return first.compareTo(hash) <= 0 && hash.compareTo(last) <= 0;
    }

    boolean isAll() {
        return equals(ALL);
    }

    static BigInteger hashOf(String partitionKey) {
        return new BigInteger(1, md5().digest(partitionKey.getBytes(StandardCharsets.UTF_8)));
    }

    static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has MD5", e);
        }
    }
}
